"""Headings, labels and sentences of the HTML report in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.words import Words
from conformance.report.messages import Language, chosen
from conformance.report.page.beside_phrases import BESIDE_PHRASES
from conformance.report.page.drawing_phrases import DRAWING_PHRASES
from conformance.report.page.paging_phrases import PAGING_PHRASES
from conformance.report.page.table_phrases import TABLE_PHRASES

PHRASES: Mapping[str, Words] = MappingProxyType(
    {**BESIDE_PHRASES, **DRAWING_PHRASES, **PAGING_PHRASES, **TABLE_PHRASES}
    | {
        key: Words(en, zh)
        for key, en, zh in (
            ("report", "Conformance report", "符合性测试报告"),
            ("sections", "Sections", "目录"),
            ("device", "Device", "被测设备"),
            ("maker", "Maker", "制造商"),
            ("model", "Model", "型号"),
            ("firmware", "Firmware", "固件"),
            ("serial", "Serial number", "序列号"),
            ("not_named", "not named", "未注明"),
            ("device_not_named", "Device not named", "未注明设备"),
            ("profile", "Profile", "测试依据"),
            ("profiles", "{n} profiles:", "{n} 项："),
            ("started", "Started", "开始时间"),
            ("evidence", "Evidence", "证据"),
            ("recording_one", "{n} recording", "{n} 个录像文件"),
            ("recording_many", "{n} recordings", "{n} 个录像文件"),
            ("dump_one", "{n} image of a storage", "{n} 个存储镜像"),
            ("dump_many", "{n} images of a storage", "{n} 个存储镜像"),
            ("dump", "image of a storage", "存储镜像"),
            ("part_one", "{n} part", "{n} 个分卷"),
            ("part_many", "{n} parts", "{n} 个分卷"),
            ("clause_one", "{n} clause", "{n} 个条款"),
            ("clause_many", "{n} clauses", "{n} 个条款"),
            ("case_one", "{n} case", "{n} 个用例"),
            ("case_many", "{n} cases", "{n} 个用例"),
            ("file_one", "{n} file", "{n} 个文件"),
            ("file_many", "{n} files", "{n} 个文件"),
            ("decides", "What decides it", "判定依据"),
            (
                "decides_intro",
                "Clauses of level “shall” that did not pass: they make the statement.",
                "以下“应”级条款未通过，决定了上述结论。",
            ),
            (
                "decides_nothing",
                "No clause of level “shall” failed, and none is open.",
                "没有“应”级条款不通过，也没有悬而未决的“应”级条款。",
            ),
            (
                "decides_no_shall",
                "No clause of level “shall” was selected: nothing here can decide conformity.",
                "未选择任何“应”级条款：本报告无从判定符合性。",
            ),
            ("counts", "Counts by verdict", "各判定结果的数量"),
            ("verdict", "Verdict", "判定"),
            ("shall_clauses", "Shall clauses", "“应”级条款"),
            ("other_clauses", "Other clauses", "其他条款"),
            ("cases", "Cases", "用例"),
            ("total", "Total", "合计"),
            (
                "counts_note",
                "Shall clauses decide the statement. The others are of level should or may, or advisory.",
                "“应”级条款决定结论。其他条款指“宜”“可”级条款以及仅供参考的条款。",
            ),
            ("open", "What was not tested, and why", "哪些未测试及原因"),
            (
                "open_intro",
                "Open is not passed. Each line waits for better evidence, a statement, a limit or an attestation.",
                "未决不等于通过。下列每一项都有待补充：更好的证据、声明、限值或证明。",
            ),
            ("open_nothing", "Nothing is open: every case came to a verdict.", "没有未决项：每个用例均有结论。"),
            (
                "left_out",
                "This run was narrowed: {n} of the profile were left out, and nothing is known of them.",
                "本次运行缩小了范围：测试依据中有 {n} 未选，对其一无所知。",
            ),
            ("clauses", "Clauses by document", "按文件列出的条款"),
            ("number", "Number", "条款号"),
            ("requirement", "Requirement", "要求"),
            ("level", "Level", "级别"),
            ("source", "Source", "来源"),
            ("how_to_find", "To be found as", "文件查找"),
            ("recordings", "Recordings", "录像文件"),
            (
                "recordings_intro",
                "Each file with all that is wrong with it; what passed is counted here and stands under the findings.",
                "逐个文件列出其全部问题；已通过的用例只计数，详情见“测试结果”。",
            ),
            ("role", "Role", "用途"),
            ("settings", "Stated settings", "声明的设置"),
            ("trusted_root", "Trusted root of signers", "受信任的签名根证书"),
            ("camera_key", "Trusted keys of cameras", "受信任的摄像机公钥"),
            ("gnss_log", "Log of a satellite receiver beside it", "同时记录的卫星接收机日志"),
            ("device_log", "Log of the device", "设备日志"),
            ("time_stamp", "Time stamp beside it", "旁附时间戳"),
            ("golden", "Compared with the golden file", "对照的基准文件"),
            ("reference", "Witnessed start", "经见证的开始时间"),
            ("clean_passed", "Nothing failed and nothing is open.", "没有不通过项，也没有未决项。"),
            (
                "clean_not_asked",
                "No clause of the profile looked at this file: nothing is known of it.",
                "所选条款均未涉及此文件：对其一无所知。",
            ),
            (
                "clean_not_applicable",
                "No clause of the profile applied to this file: nothing was tested on it.",
                "所选条款均不适用于此文件：未对其进行任何测试。",
            ),
            (
                "in_conflict",
                "Passed either way, but an independent extractor says otherwise:",
                "两种取值均通过，但独立提取器的结果不同：",
            ),
            ("whole_device", "The device as a whole", "设备整体"),
            ("no_evidence", "No evidence was handed in", "未提交证据"),
            ("by_statement", "By the implementation statement", "按实现声明"),
            ("no_method", "No evidence could decide it here", "本工具没有任何证据可据以判定"),
            ("attested", "Attestation", "证明"),
            ("ignored", "Ignored files", "未使用的文件"),
            ("ignored_intro", "Files of the submission that no case looks at.", "提交材料中没有用例涉及的文件。"),
            ("ignored_nothing", "No file of the submission was ignored.", "提交材料中没有被忽略的文件。"),
            ("findings", "Findings in full", "测试结果详情"),
            (
                "findings_intro",
                "Each command measures one finding again; put the path of the submission in place of SUBMISSION.",
                "每条命令可重新测量一项结果；请将 SUBMISSION 替换为提交材料的路径。",
            ),
            ("finding", "Finding {n}", "结果 {n}"),
            ("no_findings", "The run holds no finding.", "本次运行没有任何结果。"),
            ("asks", "Asks for", "要求"),
            ("rule", "Decision rule", "判定规则"),
            ("folds", "Cases fold", "用例合成"),
            ("notes", "Notes", "备注"),
            ("waiver", "Waiver", "豁免"),
            ("waived_by", "until {until}, approved by", "有效期至 {until}，批准人"),
            ("waiver_changes_nothing", "It changes no verdict.", "豁免不改变判定结果。"),
            ("not_measured", "No value", "无测得值"),
            ("asked", "asked", "要求"),
            ("no_limit", "limit not supplied", "限值未提供"),
            ("exact", "exactly", "精确值"),
            ("coverage", "k = {k}", "k = {k}"),
            ("u_unknown", "uncertainty not known", "不确定度未知"),
            (
                "nominal",
                "nominal rate: here {n} Hz is the name of {n} × 1000/1001 Hz",
                "标称帧率：此处 {n} Hz 即 {n} × 1000/1001 Hz",
            ),
            ("exercised", "{n} looked at", "检查数量 {n}"),
            ("where", "Where", "位置"),
            ("more_places", "and {n} more, in results.json", "另有 {n} 处，见 results.json"),
            ("opinions", "Second opinion", "独立提取器"),
            ("stills", "Pictures", "画面"),
            ("still", "Picture {n}", "第 {n} 帧"),
            ("still_at", "at", "位于"),
            ("still_stamp", "time stamp {stamp}", "时间戳 {stamp}"),
            ("still_read", "Read:", "读出："),
            ("still_unread", "Nothing was read.", "未读出内容。"),
            ("still_missing", "Not shown:", "未显示："),
            ("still_alt", "Picture {n} at {time}. Read: {read}", "第 {n} 帧，{time}。读出：{read}"),
            ("still_line_alt", "The framed line of picture {n}", "第 {n} 帧中加框的文字行"),
            ("stills_elsewhere", "the same as at finding {n}", "与结果 {n} 相同"),
            (
                "stills_not_taken",
                "This report was made without the pictures themselves; the numbers count from 0.",
                "本报告未包含画面本身；帧号从 0 计起。",
            ),
            (
                "stills_enough",
                "Not all are shown: a report holds a limited number of pictures.",
                "未全部显示：一份报告所含画面数量有限。",
            ),
            (
                "holds_pixelated",
                "This report holds pictures of the evidence, pixelated but for what was measured.",
                "本报告含有证据画面，测量区域以外已作马赛克处理。",
            ),
            (
                "key_pixelated",
                "What lies outside the frames is shown as the means of large blocks.",
                "框外部分以大块平均值显示。",
            ),
            ("holds_pictures", "This report holds pictures of the evidence.", "本报告含有证据画面。"),
            (
                "key_stills",
                (
                    "Pictures of the recordings, as coded: not turned for display, and shrunk. This tool drew the "
                    "yellow frame where it found the text; a line below a picture is that place with all its "
                    "samples. Numbers count from 0 in order of presentation. Keep this report as the recordings are "
                    "kept."
                ),
                (
                    "录像中的画面，按编码方向显示（未按播放方向旋转）并已缩小。黄色框由本工具画出，标示所找到的文字；"
                    "画面下方的文字行为该处未缩小的图像。帧号按显示顺序从 0 计起。请按保管录像的要求保管本报告。"
                ),
            ),
            ("budget", "Uncertainty budget (u)", "不确定度分量 (u)"),
            ("agrees", "agrees", "一致"),
            ("conflicts", "conflicts", "矛盾"),
            ("note", "Note", "备注"),
            ("again", "Reproduce", "复现命令"),
            ("more_cases", "and {n} more", "另有 {n} 个"),
            ("all_of", "and", "且"),
            ("any_of", "or", "或"),
            ("advisory", "advisory: does not decide", "仅供参考：不参与判定"),
            ("house", "house limit: no standard’s", "自定限值：不出自任何标准"),
            ("house_short", "house limit", "自定限值"),
            ("not_passed_group", "{n} not passed", "{n} 未通过"),
            ("passed_group", "{n} passed", "{n} 通过"),
            (
                "brief",
                (
                    "{n} told in a line each, as this run has so many: places, notes and second opinions stand in "
                    "results.json. To measure one again, name it with --only:"
                ),
                (
                    "本次运行结果众多，其余 {n} 项每项一行；位置、附注和第二意见见 results.json。"
                    "用 --only 指定可重新测量："
                ),
            ),
            ("measured", "Measured", "测得值"),
            ("why", "Why", "原因"),
            ("run", "The run", "本次运行"),
            ("claims", "Stated of the device", "设备声明"),
            ("catalog", "Catalog SHA-256", "目录 SHA-256"),
            ("overlay", "Overlay", "补充文件"),
            ("tool", "Software", "软件"),
            ("key", "How to read this report", "如何阅读本报告"),
            (
                "key_pass",
                "Met; something was really looked at, and uncertainty counts.",
                "满足要求；确有检查对象，并考虑了不确定度。",
            ),
            ("key_fail", "Not met.", "不满足要求。"),
            (
                "key_inconclusive",
                "Measured, but inside the guard band, or two extractors disagree. Open.",
                "已测量，但落在保护带内，或两个提取器不一致。未决。",
            ),
            (
                "key_not_exercised",
                "Nothing in the evidence triggers the clause; a pass would be empty. Open.",
                "证据中没有触发该条款的内容，判通过毫无意义。未决。",
            ),
            (
                "key_not_tested",
                "Evidence, attestation or limit missing or unusable; the reason says which. Open.",
                "证据、证明或限值缺失或不可用，原因见说明。未决。",
            ),
            (
                "key_not_applicable",
                "The device’s own statement takes it out of the clause’s reach.",
                "按设备自身声明，该条款不适用。",
            ),
            ("key_error", "A defect of this tool. The run is invalid.", "本工具的缺陷。本次运行无效。"),
            ("key_sources", "Sources of a limit", "限值来源"),
            (
                "key_grades",
                (
                    "Text, excerpt: the document itself was read, whole or in part. Lab overlay: a laboratory "
                    "supplied it from its licensed copy. House: a limit of this project or of a laboratory, no "
                    "standard’s. Every other source is advisory and decides nothing."
                ),
                (
                    "原文、摘录：已读过文件全文或部分原文。实验室补充：由实验室依据其正版文件提供。"
                    "自定限值：本项目或实验室自定，不出自任何标准。其他来源仅供参考，不参与判定。"
                ),
            ),
            ("key_numbers", "Numbers", "数值"),
            (
                "key_numbers_text",
                (
                    "A value stands with its expanded uncertainty U = k·u, rounded to two digits of U; it gets more "
                    "digits where rounding would move it across its limit. A value without U is exact, or says why "
                    "U is not known; where its decimals do not end, six significant digits are shown."
                ),
                (
                    "测得值附扩展不确定度 U = k·u，按 U 的两位有效数字修约；若修约会使其越过限值，则多保留数位。"
                    "未附 U 的值为精确值，或说明 U 未知的原因；除不尽时显示六位有效数字。"
                ),
            ),
            ("back", "table", "表"),
            ("to_top", "top", "返回顶部"),
        )
    }
)


def phrase(key: str, lang: Language, **values: object) -> str:
    """A phrase in one language, with the values that it names."""
    return chosen(PHRASES[key], lang).format(**values)
