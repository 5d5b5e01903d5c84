"""Words of the summary, of the clause table with its filter, of the scales and of the coverage, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.words import Words

TABLE_PHRASES: Mapping[str, Words] = MappingProxyType(
    {
        key: Words(en, zh)
        for key, en, zh in (
            ("skip", "Skip to what decides it", "跳至判定依据"),
            ("spread", "Clauses of this run by document and verdict", "本次运行各文件条款的判定结果"),
            ("all_documents", "All documents", "全部文件"),
            ("document", "Document", "文件"),
            ("topic", "Topic", "主题"),
            ("kind", "Evidence", "证据"),
            ("glance", "At a glance", "概览"),
            ("glance_decides", "{n} of level “shall” not passed", "“应”级条款未通过：{n}"),
            ("glance_open", "{n} open", "未决：{n}"),
            ("glance_left_out", "{n} of the profile left out", "测试依据中未选：{n}"),
            ("glance_removed", "{n} declared away", "因声明而排除：{n}"),
            ("glance_limits", "{n} without a limit", "限值未提供：{n}"),
            ("waiver_one", "{n} waiver", "{n} 项豁免"),
            ("waiver_many", "{n} waivers", "{n} 项豁免"),
            ("glance_stale", "{n} to be mended", "需更正：{n}"),
            (
                "clauses_caption",
                "Every clause that this run selected, in the order of the documents",
                "本次运行所选的全部条款，按文件顺序排列",
            ),
            ("filter", "Filter this table", "筛选此表"),
            ("filter_any", "any", "不限"),
            ("filter_text", "Words", "文字"),
            ("filter_text_help", "number, title, id, wording or quantity", "条款号、标题、编号、要求或被测量"),
            ("filter_reset", "Show all clauses", "显示全部条款"),
            ("sort_by", "Sort by", "排序"),
            ("shown_all", "All {all} clauses are shown.", "已显示全部 {all} 个条款。"),
            (
                "shown_some",
                "{shown} of {all} clauses are shown: this filter hides {hidden}.",
                "显示 {all} 个条款中的 {shown} 个：筛选隐藏了 {hidden} 个。",
            ),
            (
                "shown_none",
                "Nothing matches: this filter hides all {all} clauses.",
                "没有匹配项：筛选隐藏了全部 {all} 个条款。",
            ),
            ("shown_sorted", "Sorted by “{column}”, {order}.", "按“{column}”{order}排列。"),
            ("rising", "rising", "升序"),
            ("falling", "falling", "降序"),
            ("scale_words", "Scale. {said}", "标尺。{said}"),
            ("scale_limit", "limit {limit}", "限值 {limit}"),
            ("scale_accepted", "accepted {limit}", "接受 {limit}"),
            ("scale_open_to", "accepted {limit}, open up to {last}", "接受 {limit}，至 {last} 为止未决"),
            ("scale_none", "U is too large for any value to be accepted", "U 过大，任何值均不能接受"),
            ("scale_u_unknown", "no acceptance limit: U is not known", "U 未知，没有接受限"),
            ("scale_folded", "without its sign", "不计正负号"),
            ("scale_log", "logarithmic scale", "对数标尺"),
            (
                "scales_enough",
                "A scale is drawn for the first {n} findings that have one, those that did not pass before others.",
                "仅为前 {n} 项可绘制的结果绘出标尺，未通过者优先。",
            ),
            ("key_scale", "Scales", "标尺"),
            (
                "key_scale_text",
                (
                    "A dot is the measured value, the line through it reaches from value − U to value + U. A solid "
                    "tick is the limit, a dashed one the acceptance limit: the limit moved by the guard band. A thick "
                    "bar is where the decision rule accepts a value; a striped one is the guard band, where it does "
                    "not accept, although the limit may be kept. The verdict is that of the decision rule, not of the "
                    "drawing."
                ),
                (
                    "圆点为测得值，横线为 测得值 − U 至 测得值 + U。实线刻度为限值，虚线刻度为接受限，"
                    "即限值移动一个保护带。"
                    "粗条为判定规则所接受的范围；条纹为保护带：其中的值可能未越过限值，但不予接受。"
                    "判定结果由判定规则得出，而非由图得出。"
                ),
            ),
            ("decidable", "What the catalog can decide", "目录可判定的范围"),
            (
                "decidable_intro",
                (
                    "Clauses of each document as this run’s catalog holds them; a document may have more. A clause of "
                    "several parts counts as the part that this tool does least for."
                ),
                "按本次运行所用目录统计各文件的条款；文件本身的条款可能更多。由多个部分组成的条款，按本工具能力最弱的部分计。",
            ),
            ("decidable_caption", "Clauses of each document by how they are decided", "各文件条款的判定方式"),
            ("in_run", "In this run", "本次运行"),
            ("in_catalog", "In the catalog", "目录中"),
            ("decidable_others", "Documents of the catalog that this run does not use", "目录中本次运行未使用的文件"),
            ("way_measured", "Measured", "测量"),
            ("way_attested", "Attested", "证明"),
            ("way_no_limit", "No limit yet", "尚无限值"),
            ("way_planned", "No method yet", "尚无方法"),
            ("way_not_testable", "Not testable", "无法检测"),
            (
                "key_ways",
                (
                    "Measured: from recordings, images and logs. Attested: by a witness, an instrument or a document. "
                    "No limit yet: an overlay must supply it. No method yet: this version can’t decide it. Not "
                    "testable: no test of a device can show it. The last two stay open, whatever is handed in."
                ),
                (
                    "测量：依据录像、镜像和日志。证明：由见证人、仪器或文件证明。尚无限值：须由补充文件给出。"
                    "尚无方法：本版本无法判定。无法检测：任何设备检测都无法证明。后两类无论提交什么材料均为未决。"
                ),
            ),
        )
    }
)
