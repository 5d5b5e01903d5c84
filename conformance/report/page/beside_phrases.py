"""Headings and sentences of what stands beside the verdicts: statement, waivers, overlays, wanted limits."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.words import Words

BESIDE_PHRASES: Mapping[str, Words] = MappingProxyType(
    {
        key: Words(en, zh)
        for key, en, zh in (
            ("limits", "Limits an overlay must supply", "须由补充文件给出的限值"),
            (
                "limits_intro",
                (
                    "{n} of {clauses}: the document sets a value that the catalog does not state. Nothing is decided "
                    "of these clauses until a laboratory supplies it from its licensed copy: run again with "
                    "--overlay FILE."
                ),
                (
                    "{clauses}缺 {n}：文件规定了数值，而目录未能给出。在实验室依据正版文本补充之前，这些条款无从判定："
                    "请以 --overlay FILE 重新运行。"
                ),
            ),
            ("limit_one", "{n} limit", "{n} 个限值"),
            ("limit_many", "{n} limits", "{n} 个限值"),
            ("clause", "Clause", "条款"),
            ("quantity", "Quantity", "被测量"),
            ("wanted", "What to supply", "须补充的内容"),
            ("declared", "Implementation statement", "实现声明"),
            (
                "declared_intro",
                (
                    "What the submission declares of the device, and what its recordings say of it. "
                    "Declarations removed {n} from this run."
                ),
                "提交材料对设备的声明，以及录像证据的印证情况。各项声明共使本次运行的 {n}不适用。",
            ),
            ("item", "Item", "声明项"),
            ("answer", "Declared", "声明值"),
            ("no_answer", "left open", "未回答"),
            ("shown", "What the evidence says", "证据情况"),
            ("removed", "Removed", "因此不适用"),
            ("removed_none", "none", "无"),
            ("applies", "Applies", "适用条件"),
            ("applies_where", "where {condition}", "当 {condition}"),
            ("waivers", "Waivers", "豁免"),
            (
                "waivers_intro",
                (
                    "A waiver stands beside a verdict and changes none. One that is expired, unused or no longer "
                    "needed must be mended or removed."
                ),
                "豁免与判定结果并列，不改变判定结果。已过期、未使用或不再需要的豁免须更正或移除。",
            ),
            (
                "decides_waivers",
                "Where a waiver stands beside a clause, its own line says whether the failure counts.",
                "条款附有豁免时，其说明指出该不通过项是否计入结论。",
            ),
            ("state", "State", "状态"),
            ("reason", "Reason", "理由"),
            ("approver", "Approved by", "批准人"),
            ("until", "Until", "有效期至"),
            ("holds_for", "Holds for", "适用范围"),
            ("any_device", "any device", "任何设备"),
            ("any_firmware", "any firmware", "任何固件"),
            ("firmware_range", "{low} to {high}", "{low} 至 {high}"),
            ("firmware_from", "{version} and later", "{version} 及以后"),
            ("firmware_to", "up to {version}", "至 {version}"),
            ("waiver_mark", "waiver: {state}", "豁免：{state}"),
            ("overlays", "Overlays", "补充文件"),
            (
                "overlays_intro",
                "Limits of these clauses do not come from the catalog: somebody supplied them in a file of their own.",
                "下列条款的限值并非出自目录，而是由他人以单独的文件补充。",
            ),
            ("supplied_by", "Supplied by", "提供者"),
            ("supplied_on", "On", "日期"),
            ("basis", "Basis", "依据"),
            ("supplied", "Clauses supplied", "所补充的条款"),
            ("edition_page", "{edition}, page {page}", "{edition}，第 {page} 页"),
            ("not_in_run", "not in this run", "不在本次运行中"),
        )
    }
)
