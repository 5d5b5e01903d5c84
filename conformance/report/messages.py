"""The report's own words in English and Chinese: one frozen table, and one for each vocabulary."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from conformance.model.vocabulary import (
    Axis,
    Basis,
    DecisionRule,
    DocumentStatus,
    EvidenceKind,
    FileClock,
    Grade,
    Level,
    QuantifierKind,
    Reason,
    Relation,
    Role,
    Shown,
    Statement,
    TimeScale,
    Topic,
    Verdict,
    WaiverState,
)
from conformance.model.words import Words


class Language(StrEnum):
    """A language the report can be written in."""

    EN = "en"
    ZH = "zh"


def _table(rows: dict[str, tuple[str, str]]) -> Mapping[str, Words]:
    return MappingProxyType({key: Words(en, zh) for key, (en, zh) in rows.items()})


TERMS: Mapping[type[StrEnum], Mapping[str, Words]] = MappingProxyType(
    {
        Statement: _table(
            {
                "CONFORMS": ("Conforms", "符合"),
                "DOES NOT CONFORM": ("Does not conform", "不符合"),
                "NOT DETERMINED": ("Not determined", "未能判定"),
                "INVALID": ("Invalid run", "运行无效"),
            }
        ),
        Verdict: _table(
            {
                "pass": ("pass", "通过"),
                "fail": ("fail", "不通过"),
                "inconclusive": ("inconclusive", "无法定论"),
                "not_exercised": ("not exercised", "未触发"),
                "not_tested": ("not tested", "未测试"),
                "not_applicable": ("not applicable", "不适用"),
                "error": ("error", "工具出错"),
            }
        ),
        Level: _table({"shall": ("shall", "应"), "should": ("should", "宜"), "may": ("may", "可")}),
        Grade: _table(
            {
                "text": ("text", "原文"),
                "excerpt": ("excerpt", "摘录"),
                "draft": ("draft", "草案"),
                "secondary": ("secondary source", "二手来源"),
                "implementation": ("implementation", "实现代码"),
                "tender": ("tender", "招标文件"),
                "lab": ("lab overlay", "实验室补充"),
                "house": ("house limit: no standard’s", "自定限值：不出自任何标准"),
            }
        ),
        DocumentStatus: _table(
            {
                "in_force": ("in force", "现行"),
                "superseded": ("superseded", "已被代替"),
                "withdrawn": ("withdrawn", "已废止"),
                "draft": ("draft", "草案"),
                "unknown": ("status unknown", "状态不明"),
            }
        ),
        Topic: _table(
            {
                "resolution": ("resolution", "分辨率"),
                "frame_rate": ("frame rate", "帧率"),
                "timestamp_accuracy": ("timestamp accuracy", "时间准确度"),
                "file_integrity": ("file integrity", "文件完整性"),
                "storage_duration": ("storage duration", "存储时长"),
                "encoding": ("encoding", "编码"),
                "bit_rate": ("bit rate", "码率"),
                "audio": ("audio", "音频"),
                "sync": ("audio-video sync", "音视频同步"),
                "pre_event": ("pre-event recording", "预录"),
                "equipment": ("equipment", "设备"),
                "metadata": ("metadata", "元数据"),
                "overlay": ("overlay in the picture", "画面叠加"),
                "location": ("location", "定位"),
                "security": ("security", "安全"),
                "access_log": ("logs", "日志"),
                "retention": ("retention", "保存期限"),
                "export": ("export", "导出"),
                "signature": ("signature", "签名"),
                "network": ("network", "联网"),
                "interface": ("interface", "接口"),
                "low_light": ("low light", "低照度"),
                "recording_mode": ("recording mode and notice", "录制方式与提示"),
                "environment": ("environment", "环境适应性"),
            }
        ),
        Relation: _table(
            {
                ">=": ("≥ {limit}", "≥ {limit}"),
                "<=": ("≤ {limit}", "≤ {limit}"),
                ">": ("> {limit}", "> {limit}"),
                "<": ("< {limit}", "< {limit}"),
                "==": ("= {limit}", "= {limit}"),
                "|x|<=": ("within ± {limit}", "在 ± {limit} 之内"),
                "|x|<": ("strictly within ± {limit}", "严格小于 ± {limit}"),
                "in": ("one of {limit}", "下列之一：{limit}"),
            }
        ),
        DecisionRule: _table(
            {
                "simple": ("simple acceptance (ILAC-G8:09/2019, 4.2.1)", "简单接受（ILAC-G8:09/2019，4.2.1）"),
                "guarded": (
                    "guarded acceptance, guard band w = U (ILAC-G8:09/2019, 4.2.2)",
                    "带保护带的接受，w = U（ILAC-G8:09/2019，4.2.2）",
                ),
                "band": (
                    "non-binary, guard band w = U (ILAC-G8:09/2019, 4.2.3)",
                    "非二元判定，保护带 w = U（ILAC-G8:09/2019，4.2.3）",
                ),
            }
        ),
        QuantifierKind: _table(
            {
                "every": ("every case must pass", "每个用例都须通过"),
                "any": ("one passing case is enough", "有一个用例通过即可"),
                "at_least": ("at least {count} cases must pass", "至少 {count} 个用例须通过"),
            }
        ),
        Role: _table(
            {
                "general": ("general", "一般"),
                "patrol": ("patrol", "巡逻"),
                "reference_clock": ("reference clock", "基准时钟"),
                "chart": ("chart", "测试图卡"),
                "sync": ("sync", "同步"),
                "frame_counter": ("frame counter", "帧计数器"),
                "power_loss": ("power loss", "断电"),
            }
        ),
        Shown: _table(
            {
                "confirmed": ("shown by the evidence", "证据证实"),
                "declared_but_absent": ("declared, and absent from the evidence", "已声明，但证据中没有"),
                "present_but_undeclared": ("in the evidence, and not declared", "证据中有，但未声明"),
                "not_shown": ("the evidence does not tell", "证据未能说明"),
            }
        ),
        EvidenceKind: _table(
            {
                "recording": ("recordings", "录像"),
                "dump": ("images of a storage", "存储镜像"),
                "device": ("the device as a whole", "设备整体"),
                "attestation": ("attestations", "证明"),
                "none": ("none", "无"),
            }
        ),
        Basis: _table(
            {
                "licensed_copy": ("read in a licensed copy", "取自正版文本"),
                "house_values": ("house values, no standard’s", "内部取值，不出自任何标准"),
            }
        ),
        WaiverState: _table(
            {
                "in_use": ("in use", "生效"),
                "pending": ("pending: the clause is open", "待定：条款尚未判定"),
                "expired": ("expired", "已过期"),
                "unused": ("unused", "未使用"),
                "not_needed": ("no longer needed", "不再需要"),
            }
        ),
        Axis: _table({"time": ("time", "时间"), "byte": ("byte", "字节"), "packet": ("packet", "数据包")}),
        FileClock: _table(
            {
                "time stamps": ("time stamps", "时间戳"),
                "creation times": ("creation times", "容器创建时间"),
                "names and file times": ("names and file times", "文件名及文件时间"),
            }
        ),
        TimeScale: _table(
            {
                "elapsed": ("since the first file began", "自首个文件开始计"),
                "utc": ("UTC", "UTC"),
                "shown": ("as the recorder’s clock shows it", "按记录仪时钟"),
            }
        ),
        Reason: _table(
            {
                "met": ("the requirement is met", "满足要求"),
                "not_met": ("the requirement is not met", "不满足要求"),
                "guard_band": (
                    "the value lies so near the limit that its uncertainty decides nothing",
                    "测得值距限值太近，其不确定度不足以作出判定",
                ),
                "extractors_disagree": ("independent extractors disagree", "独立的提取器结果不一致"),
                "uncertainty_unknown": (
                    "the decision rule needs an uncertainty, and none can be given",
                    "判定规则需要不确定度，而无法给出",
                ),
                "nothing_to_measure": ("nothing in the evidence triggers the clause", "证据中没有能触发该条款的内容"),
                "scene_too_still": ("the scene hardly moves, so nothing can be told from it", "画面几乎静止，无从判断"),
                "evidence_missing": ("the evidence the clause asks for was not handed in", "未提交该条款所需的证据"),
                "evidence_unreadable": ("the evidence cannot be read", "证据无法读取"),
                "extractor_failed": ("the extractor crashed, hung or broke its limits", "提取器崩溃、挂起或超出限制"),
                "track_missing": ("the file has no track of the kind", "文件中没有该类轨道"),
                "encrypted": ("the media are encrypted", "媒体数据已加密"),
                "no_time_stamps": ("the stream carries no time stamps", "码流没有时间戳"),
                "time_stamps_unreliable": ("the time stamps are no measure of time", "时间戳不可作为时间依据"),
                "time_not_set": ("the file does not set its time", "文件未设置时间"),
                "no_reference_time": (
                    "no witnessed reference time was handed in",
                    "未提交经见证的基准时间",
                ),
                "setting_not_stated": ("the setting to compare with was not stated", "未声明用于比较的设置值"),
                "capacity_not_stated": ("the storage capacity was not stated", "未声明存储容量"),
                "method_does_not_apply": ("the method does not apply to this evidence", "该方法不适用于此证据"),
                "depth_too_shallow": ("the run did not read deep enough", "本次运行读取深度不足"),
                "attestation_pending": ("nobody has attested it yet", "尚无人出具证明"),
                "attestation_expired": ("the attestation has expired", "证明已过期"),
                "instrument_out_of_calibration": (
                    "the instrument was out of calibration when it was used",
                    "使用时仪器已超出校准有效期",
                ),
                "exhibit_missing": ("the attestation’s evidence file is not there", "证明所附的证据文件不存在"),
                "exhibit_altered": ("the attestation’s evidence file has another digest", "证明所附证据文件的摘要不符"),
                "statement_silent": (
                    "the implementation statement does not say whether the clause applies",
                    "实现声明未说明该条款是否适用",
                ),
                "statement_contradicted": (
                    "the evidence contradicts the implementation statement",
                    "证据与实现声明相矛盾",
                ),
                "declared_absent": ("the implementation statement makes it not applicable", "按实现声明不适用"),
                "declared_away": (
                    "a mandatory clause was declared not applicable",
                    "强制条款不得声明为不适用",
                ),
                "method_planned": ("this version has no method for it yet", "本版本尚无相应方法"),
                "not_testable": ("no test of a device can show it", "无法通过设备检测证明"),
                "not_selected": ("the run left it out by its own selection", "本次运行的筛选未包含该项"),
                "limit_not_supplied": (
                    "the document’s limit was not supplied; an overlay must state it",
                    "未提供文件规定的限值，须由补充文件给出",
                ),
                "internal_error": ("a defect of this tool, not of the device", "本工具的缺陷，与被测设备无关"),
            }
        ),
    }
)

SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "pass": "✓",
        "fail": "✗",
        "inconclusive": "≈",
        "not_exercised": "○",
        "not_tested": "?",
        "not_applicable": "–",
        "error": "!",
    }
)


def term(member: StrEnum, lang: Language) -> str:
    """A vocabulary's word in a language; every member of every vocabulary in `TERMS` has one."""
    return chosen(TERMS[type(member)][member.value], lang)


def chosen(words: Words, lang: Language) -> str:
    """The one of the two texts that is in that language."""
    return words.zh if lang == Language.ZH else words.en
