"""Words of the curves and of the timelines of files, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.words import Words

DRAWING_PHRASES: Mapping[str, Words] = MappingProxyType(
    {
        key: Words(en, zh)
        for key, en, zh in (
            ("curve", "How it ran", "变化过程"),
            (
                "plotted",
                "{of} in {unit} over {over} in {over_unit}: {low} to {high} from {first} to {last}",
                "{of}（{unit}）随 {over}（{over_unit}）变化：{first} 至 {last} 为 {low} 至 {high}",
            ),
            ("plotted_fit", "; fit and 95 % band", "；拟合线及 95 % 区间"),
            ("curve_elsewhere", "drawn at finding {n}", "见结果 {n} 的图"),
            (
                "curves_enough",
                "Not drawn: this report shows the curves of the heaviest findings only; results.json holds all.",
                "未绘出：本报告仅绘出最重要结果的曲线，results.json 含全部曲线。",
            ),
            ("timeline", "Timeline of the files", "文件时间线"),
            ("timeline_of", "Timeline of the files of {of}", "{of} 的文件时间线"),
            ("timeline_from", "{files} from {begin} to {end}", "{files}，自 {begin} 至 {end}"),
            ("timeline_scale", "({scale}; by {clock}).", "（{scale}；依据{clock}）。"),
            ("breaks_none", "No gap and no overlap beyond the uncertainty.", "没有超出不确定度的间断或重叠。"),
            ("gap_one", "{n} gap", "{n} 处间断"),
            ("gap_many", "{n} gaps", "{n} 处间断"),
            ("overlap_one", "{n} overlap", "{n} 处重叠"),
            ("overlap_many", "{n} overlaps", "{n} 处重叠"),
            (
                "breaks_told",
                "{count}, the longest {length} at {at}.",
                "{count}，最长 {length}，位于 {at}。",
            ),
            ("gap_label", "gap {length}", "间断 {length}"),
            ("overlap_label", "overlap {length}", "重叠 {length}"),
            (
                "timeline_merged",
                "Too many files to be told apart: those that follow each other are one bar.",
                "文件过多，无法逐一区分：前后相接的文件合为一条。",
            ),
            (
                "timeline_hidden",
                "Bars with a line along them hold {n} more gaps or overlaps, of at most {longest} each.",
                "中间带线的条内另有 {n} 处间断或重叠，每处不超过 {longest}。",
            ),
            (
                "timeline_key",
                (
                    "A bar is a file; they stand in two rows by turns. ▼, where it is wide with a dashed box: a gap. "
                    "▲, where it is wide with a box: an overlap."
                ),
                "每条为一个文件，交替排成两行。▼（较宽者加虚线框）：间断。▲（较宽者加实线框）：重叠。",
            ),
            (
                "timelines_most",
                "A value keeps {n} timelines, those with the longest breaks; there may be more.",
                "每个测得值最多保留 {n} 条时间线，取间断最长者；可能还有其他。",
            ),
        )
    }
)
