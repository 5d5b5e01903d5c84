"""Words of a report that is divided into pages, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.words import Words

PAGING_PHRASES: Mapping[str, Words] = MappingProxyType(
    {
        key: Words(en, zh)
        for key, en, zh in (
            (
                "pages_intro",
                (
                    "This run has too many findings for one page. Each file with all findings on it stands on a page "
                    "of the folder “report” beside this file; keep both together."
                ),
                "本次运行的结果过多，一页无法容纳。每个文件及其全部结果列于本文件旁“report”文件夹中的分页；两者请一并保存。",
            ),
            ("pages_worst", "The files with the most errors and failures", "出错和不通过结果最多的文件"),
            ("pages_all", "All pages", "全部分页"),
            ("page", "Page", "页"),
            ("page_n", "Page {n}", "第 {n} 页"),
            ("page_of", "Page {n} of {total}", "第 {n} 页，共 {total} 页"),
            ("page_first", "First file", "第一个文件"),
            ("page_last", "Last file", "最后一个文件"),
            ("page_files", "Files", "文件数"),
            (
                "all_on_pages",
                "All {n} that did not pass, the heaviest first, page by page:",
                "全部 {n} 项未通过，最严重者在前，逐页列出：",
            ),
            (
                "passed_on_pages",
                "{n} passed; they stand on the pages of their files.",
                "{n} 项通过，列于所属文件的分页。",
            ),
            (
                "passed_shown",
                "{n} that passed, shown for their pictures or curves",
                "{n} 项通过，因其画面或曲线而在此显示",
            ),
            ("ignored_more", "{n} more stand in results.json.", "另有 {n} 个，见 results.json。"),
            ("back_to_report", "To the report", "返回报告"),
            ("page_before", "Page before", "上一页"),
            ("page_after", "Next page", "下一页"),
            (
                "rows_intro",
                (
                    "A line a finding: the first places in the evidence, and what disagrees. What each clause asks for "
                    "stands in the report; all places, uncertainty budgets and curves stand in results.json."
                ),
                (
                    "每项结果一行：列出证据中的前几个位置以及相互矛盾之处。各条款的要求见报告；"
                    "全部位置、不确定度分量和曲线见 results.json。"
                ),
            ),
            ("rows_again", "A command measures one finding again:", "以下命令可重新测量一项结果："),
            ("rows_of_evidence", "Findings on {name}", "{name} 的结果"),
        )
    }
)
