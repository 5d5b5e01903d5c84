"""Words of comparisons and of the index of runs in English and Chinese."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from conformance.model.comparison import Cause, Change, Ground, MatchedBy, Progress, ValueChange
from conformance.model.words import Words

TERMS: Mapping[type[StrEnum], Mapping[str, Words]] = MappingProxyType(
    {
        Progress: {
            Progress.NOTHING_WORSE.value: Words("NOTHING GOT WORSE", "没有变差"),
            Progress.WORSE.value: Words("SOMETHING GOT WORSE", "有所变差"),
            Progress.NOTHING_IN_COMMON.value: Words("NOT COMPARABLE: no clause in common", "无法比较：没有共同条款"),
        },
        Change: {
            Change.ERROR.value: Words("a defect of this tool", "本工具出错"),
            Change.BROKEN.value: Words("broken: passed, fails now", "变坏：原通过，现不通过"),
            Change.FAILED.value: Words("fails now, did not pass before", "现不通过，原未通过判定"),
            Change.UNWAIVED.value: Words("fails as before, no longer waived", "仍不通过，不再豁免"),
            Change.OPENED.value: Words("opened: passed, open now", "变为未决：原通过，现未决"),
            Change.UNDECIDED.value: Words("open now, was not open before", "现未决，原非未决"),
            Change.NEW.value: Words("only in the second run", "仅在第二次运行中"),
            Change.GONE.value: Words("only in the first run", "仅在第一次运行中"),
            Change.WAIVED.value: Words("fails as before, waived now", "仍不通过，现已豁免"),
            Change.EXEMPTED.value: Words("does not apply any more", "不再适用"),
            Change.APPLIED.value: Words("applies now, and passes", "现适用且通过"),
            Change.FIXED.value: Words("fixed: passes now", "已修复：现通过"),
            Change.OTHER_REASON.value: Words("not passed as before, for another reason", "仍未通过，原因不同"),
            Change.VALUE_CHANGED.value: Words("same verdict, other value", "判定相同，数值不同"),
            Change.UNCHANGED.value: Words("unchanged", "无变化"),
        },
        Cause: {
            Cause.DEVICE.value: Words("device: other evidence", "设备：证据不同"),
            Cause.STATEMENT.value: Words("statement: what the submission states", "声明：送检材料的陈述不同"),
            Cause.CATALOG.value: Words("catalog: limits, rules or profile", "条款目录：限值、规则或测试依据不同"),
            Cause.TOOL.value: Words("tool: another version", "工具：版本不同"),
            Cause.WAIVER.value: Words("waiver", "豁免"),
            Cause.DAY.value: Words("day: something ran out in between", "日期：其间有材料过期"),
        },
        Ground: {
            Ground.SCOPE.value: Words("scope", "范围"),
            Ground.CATALOG.value: Words("catalog", "条款目录"),
            Ground.TOOL.value: Words("tool", "工具"),
        },
        MatchedBy: {
            MatchedBy.DIGEST.value: Words("same bytes", "内容相同"),
            MatchedBy.PATH.value: Words("same recording by its name, other bytes", "同名录像，内容不同"),
            MatchedBy.ROLE.value: Words("another recording, the only one of its role", "另一录像，该用途的唯一录像"),
        },
        ValueChange: {
            ValueChange.NONE.value: Words("same value", "数值相同"),
            ValueChange.WITHIN_U.value: Words("differs within the combined U", "差异在合成 U 之内"),
            ValueChange.BEYOND_U.value: Words("differs by more than the combined U", "差异超出合成 U"),
            ValueChange.U_UNKNOWN.value: Words("differs; the combined U is not known", "数值不同；合成 U 未知"),
            ValueChange.OTHER_TEXT.value: Words("differs", "数值不同"),
        },
    }
)

PHRASES: Mapping[str, Words] = MappingProxyType(
    {
        key: Words(en, zh)
        for key, en, zh in (
            ("comparison", "Comparison of two runs", "两次运行的对比"),
            ("first", "First run", "第一次运行"),
            ("second", "Second run", "第二次运行"),
            ("same", "same", "相同"),
            ("differs", "differs", "不同"),
            ("what", "What", "项目"),
            ("common", "What is the same and what is not", "相同与不同之处"),
            ("statement", "Statement", "结论"),
            ("statement_worse", "The statement is worse.", "结论变差。"),
            ("statement_not_worse", "The statement is not worse.", "结论未变差。"),
            ("worse_many", "{n} binding clauses got worse.", "{n} 个决定结论的条款变差。"),
            ("maker", "Maker", "制造商"),
            ("model", "Model", "型号"),
            ("firmware", "Firmware", "固件"),
            ("serial", "Serial number", "序列号"),
            ("profiles", "Profiles", "测试依据"),
            ("catalog", "Catalog", "条款目录"),
            ("overlays", "Overlays", "补充文件"),
            ("tool", "Tool versions", "工具版本"),
            ("started", "Started", "开始时间"),
            ("not_named", "not named", "未注明"),
            ("none", "none", "无"),
            ("evidence", "Evidence", "证据"),
            ("with_same_bytes", "{n} with the same bytes", "内容相同 {n} 个"),
            ("with_other_bytes", "{n} with other bytes", "内容不同 {n} 个"),
            ("only_first", "{n} only in the first run", "仅第一次 {n} 个"),
            ("only_second", "{n} only in the second", "仅第二次 {n} 个"),
            ("changes", "What changed", "变化"),
            ("nothing_changed", "No verdict and no value changed.", "判定与数值均无变化。"),
            ("counts", "Clauses and cases by change", "各类变化的条款与用例数"),
            ("clauses", "Clauses", "条款"),
            ("cases", "Cases", "用例"),
            ("change", "Change", "变化"),
            ("worse", "worse", "变差"),
            ("waived", "waived", "已豁免"),
            ("by", "Changed by", "变化原因"),
            ("together", " together with ", "，同时还有"),
            ("either", "; or, enough alone: ", "；或（其一即足以）："),
            ("not_attributed", "can't be attributed", "无法归因"),
            ("not_told_apart", "smaller causes could not be tried", "未能逐一验证更小的原因组合"),
            ("hindered", "Not comparable as it stands", "不可直接比较"),
            ("hindered_many", "Clauses that can't be compared as they stand: {n}", "不可直接比较的条款：{n}"),
            ("absent", "not judged", "未判定"),
            ("more", "and {n} more", "另有 {n} 个"),
            ("whole_device", "the device as a whole", "设备整体"),
            ("not_binding", "does not decide", "不决定结论"),
            ("how", "How this was compared", "对比方法"),
            (
                "how_matched",
                "Evidence is matched by its bytes, then by its path, then by a staged role that one recording has.",
                "证据先按内容匹配，再按路径，最后按双方均只有一个录像的布置用途匹配。",
            ),
            (
                "how_caused",
                "A cause is named where the first run, judged again with it, comes to the verdict of the second.",
                "仅当用保存的事实重新判定第一次运行，换入某项后即得到第二次运行的判定时，才将其列为原因。",
            ),
            ("index", "Runs in this folder", "本文件夹中的运行"),
            ("index_kind", "Conformance reports", "符合性测试报告"),
            ("runs", "Runs, newest first", "运行，最新在前"),
            ("runs_many", "{n} runs, {bad} unreadable", "{n} 次运行，{bad} 个无法读取"),
            ("device", "Device", "被测设备"),
            ("device_not_named", "Device not named", "未注明设备"),
            ("clauses_by_verdict", "Clauses by verdict", "各判定的条款数"),
            ("no_report", "no report.html", "无 report.html"),
            ("unreadable", "Unreadable", "无法读取"),
            (
                "unreadable_intro",
                "These folders are not shown above: nothing is known of what they hold.",
                "以下文件夹未列入上表：其内容未知。",
            ),
            ("sections", "Sections", "目录"),
            ("trend", "Trend of each clause", "各条款的趋势"),
            (
                "trend_intro",
                "Oldest to newest; runs of the same model and profiles.",
                "从旧到新；型号和测试依据相同的运行。",
            ),
            ("trend_latest", "The latest {n} of {total} runs.", "共 {total} 次运行，仅显示最近 {n} 次。"),
            ("trend_missing", "not in the run", "该次运行未包含"),
            ("nothing_found", "No run was found here.", "此处未找到任何运行。"),
        )
    }
)
