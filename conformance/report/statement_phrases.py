"""What the blank form of the implementation statement says beside its items, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.words import Words

FORM_PHRASES: Mapping[str, Words] = MappingProxyType(
    {
        key: Words(en, zh)
        for key, en, zh in (
            (
                "heading",
                "Implementation statement: the section 'statement' of submission.yaml",
                "实现声明：submission.yaml 的 statement 部分",
            ),
            ("profile", "profile: {name} ({title})", "测试依据：{name}（{title}）"),
            ("catalog", "catalog: SHA-256 {sha256}", "目录：SHA-256 {sha256}"),
            (
                "how_to_answer",
                "To answer an item, remove the # at the start of its last line and replace what stands in < >.",
                "回答某项时，去掉该项最后一行开头的 #，并替换 < > 中的内容。",
            ),
            (
                "how_to_leave_open",
                "Leave a line as it is where the answer is not known: what depends on it stays open unless it is met.",
                "不知道答案时保持该行不变：取决于它的条款若未满足，则保持未决。",
            ),
            (
                "how_to_leave_out",
                "Leave out the whole section where no item is answered.",
                "若一项也不回答，请略去整个部分。",
            ),
            (
                "how_it_is_checked",
                "Answers are compared with the evidence: one that a recording contradicts removes no clause.",
                "回答将与证据对照：与录像矛盾的回答不能使任何条款不适用。",
            ),
            ("nothing_asked", "No clause of these profiles asks for an item.", "所选条款不需要任何声明项。"),
            ("answer", "answer: {text}", "回答：{text}"),
            ("of_bool", "true or false", "true（是）或 false（否）"),
            ("of_quantity", "a number with a unit of {units}", "数值加单位：{units}"),
            ("of_choice", "one of {choices}", "下列之一：{choices}"),
            ("shown_by", "evidence: {text}", "证据：{text}"),
            ("by_limit", "any one recording with {condition} shows it", "任一录像满足 {condition} 即可证明"),
            (
                "by_greatest",
                "{measurand} of the recordings shows it; the answer is the greatest value that the device reaches",
                "由录像的 {measurand} 证明；应填写设备可达到的最大值",
            ),
            ("by_value", "{measurand} of every recording shows it", "由每个录像的 {measurand} 证明"),
            ("by_nothing", "no recording shows it; the answer alone counts", "没有录像可以证明，仅以回答为准"),
            ("applies", "{clauses} where {condition}: {ids}", "{clauses}，适用条件 {condition}：{ids}"),
            ("needed", "{clauses} measured with the answer: {ids}", "{clauses}，测量时需用该回答：{ids}"),
            (
                "mandatory",
                "mandatory, so that declaring it away fails: {ids}",
                "强制条款，声明为不适用即判不通过：{ids}",
            ),
            ("clause_one", "1 clause", "1 个条款"),
            ("clause_many", "{n} clauses", "{n} 个条款"),
            (
                "not_asked",
                "Answered in the submission, and asked for by no clause of these profiles:",
                "提交材料已回答，但所选条款并不需要：",
            ),
        )
    }
)
