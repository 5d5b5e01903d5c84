"""What the form says of results and of the statement of conformity, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.words import Words

RESULT_PHRASES: Mapping[str, Words] = MappingProxyType(
    {
        key: Words(en, zh)
        for key, en, zh in (
            ("conformity", "Statement of conformity", "符合性声明"),
            (
                "statement_CONFORMS",
                "CONFORMS: every binding clause listed below is met, or waived where the selection allows it.",
                "符合：下列有约束力的条款均满足，或在允许时被豁免。",
            ),
            (
                "statement_DOES NOT CONFORM",
                "DOES NOT CONFORM: a binding clause listed below is not met.",
                "不符合：下列有约束力的条款中有不满足的。",
            ),
            (
                "statement_NOT DETERMINED",
                "NOT DETERMINED: binding clauses are open. This report does not say that the items conform.",
                "未能判定：有约束力的条款未决。本报告不声明物品符合。",
            ),
            (
                "statement_INVALID",
                "INVALID: the run can’t be relied on. This report makes no statement of conformity.",
                "无效：本次运行不可采信。本报告不作符合性声明。",
            ),
            ("applies_to", "Results to which it applies", "声明所适用的结果"),
            (
                "applies_to_text",
                "The results of the clauses in the table of this section, on the evidence listed above: {n} results.",
                "本节表中各条款对上列证据的结果，共 {n} 项。",
            ),
            ("specifications", "Specifications", "规范"),
            ("rules", "Decision rules applied", "所用判定规则"),
            ("no_rule", "none: no limit was compared", "无：未与任何限值比较"),
            ("rule_agreed", "Agreement with the customer on the rules", "与客户就判定规则的约定"),
            ("clause", "Clause", "条款"),
            ("rule", "Decision rule", "判定规则"),
            ("verdict", "Verdict", "判定"),
            ("results_count", "Results", "结果数"),
            ("no_binding", "No binding clause was selected.", "未选择任何有约束力的条款。"),
            ("waivers", "Waivers change no verdict; they stand beside it.", "豁免不改变判定，仅列于其旁。"),
            ("waived_clause", "Clause waived", "被豁免的条款"),
            ("waiver_reason", "Reason", "理由"),
            ("waiver_approver", "Approved by, until", "批准人，有效期至"),
            ("waiver_state", "State", "状态"),
            ("results", "Results", "结果"),
            ("beside", "Results outside of the statement of conformity", "符合性声明之外的结果"),
            (
                "beside_intro",
                (
                    "Advisory: these clauses are of level should or may, or their source is too weak to decide. "
                    "They are no part of the statement of conformity."
                ),
                "仅供参考：这些条款级别为“宜”或“可”，或其来源不足以判定，不属于符合性声明。",
            ),
            ("beside_none", "There are none.", "无。"),
            (
                "uncertainty",
                (
                    "A value is followed by its expanded uncertainty U = k·u with the factor k. A value without U is "
                    "exact (a count, a text), or says that its uncertainty is not known."
                ),
                "测得值后附扩展不确定度 U = k·u 及包含因子 k。未附 U 的值为精确值（计数、文本），或注明不确定度未知。",
            ),
            ("subject", "Evidence", "证据"),
            ("quantity_asked", "Quantity", "量"),
            ("value", "Result", "结果"),
            ("limit", "Limit", "限值"),
            ("clause_head", "{number} {title}", "{number} {title}"),
            (
                "clause_facts",
                "{id}; {level}; source: {grade}; {rules}; {folds}",
                "{id}；{level}；来源：{grade}；{rules}；{folds}",
            ),
            ("folded", "clause: {verdict}", "条款：{verdict}"),
            ("document_head", "{find}: {title} ({status})", "{find}：{title}（{status}）"),
            ("whole_device", "device", "设备"),
            ("nothing", "–", "–"),
            ("attested_as", "attested, A{n}", "经证明，A{n}"),
            ("provided_by", "external provider: {name}", "外部提供者：{name}"),
            ("no_value", "no value", "无测得值"),
            ("case", "whole requirement", "整项要求"),
            ("condition_met", "condition met", "条件满足"),
            ("condition_not_met", "condition not met", "条件不满足"),
            ("condition_open", "condition: {verdict}", "条件：{verdict}"),
            ("coverage", "k = {k}", "k = {k}"),
            ("disputed", "another extractor disagrees: {source} {value}", "另一提取器结果不同：{source} {value}"),
            (
                "nominal",
                "{n} Hz is the name of {n} × 1000/1001 Hz",
                "{n} Hz 即 {n} × 1000/1001 Hz",
            ),
            ("u_unknown", "uncertainty not known", "不确定度未知"),
            (
                "more_rows",
                "and {n} more results: {verdicts}; each stands in results.json",
                "另有 {n} 项结果：{verdicts}；逐项见 results.json",
            ),
            ("tally", "{n} {verdict}", "{n} {verdict}"),
        )
    }
)
