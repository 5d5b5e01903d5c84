"""What the capture plan says in its own words; those of vocabularies stand in `report.messages`."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.lab.needs import Scene
from conformance.model.vocabulary import Role
from conformance.model.words import Words


def _table(rows: tuple[tuple[str, str, str], ...]) -> Mapping[str, Words]:
    return MappingProxyType({key: Words(en, zh) for key, en, zh in rows})


PHRASES = _table(
    (
        ("plan", "Capture plan", "采集计划"),
        ("catalog", "Catalog, SHA-256", "条款目录 SHA-256"),
        ("clause_one", "clause", "项条款"),
        ("clauses", "clauses", "项条款"),
        ("to_record", "to record", "段录像"),
        ("to_witness", "to witness", "项见证"),
        ("to_ask", "to ask the vendor", "项询问厂商"),
        ("to_supply", "to get a limit for", "项限值待补"),
        ("left", "not exercised", "项无法验证"),
        ("lab", "Laboratory", "实验室"),
        ("date", "Date", "日期"),
        ("operator", "Operator", "操作员"),
        ("device", "Device", "被测设备"),
        ("maker", "Maker", "制造商"),
        ("model", "Model", "型号"),
        ("firmware", "Firmware, as the device shows it", "固件版本（以设备显示为准）"),
        ("serial", "Serial number", "序列号"),
        ("charged", "Battery full, storage empty", "电池充满，存储清空"),
        ("clock_set", "Clock set, time zone noted", "时钟已校准，时区已记录"),
        ("statement", "Implementation statement", "实现声明"),
        ("statement_intro", "The vendor answers; recordings check the answers.", "由厂商填写，并以录像核对。"),
        ("yes", "yes", "是"),
        ("no", "no", "否"),
        ("recordings", "Recordings", "录像"),
        (
            "recordings_intro",
            "A recording shows one setting. For another one, repeat it, with an entry of its own in submission.yaml.",
            "一段录像只反映录制时的一种设置。如需评定其他设置，请在该设置下重录，并在 submission.yaml 中另列一项。",
        ),
        ("set", "Set the device and write down what was set", "设置设备并记录设定值"),
        (
            "witness_start",
            "Write down the reference clock at the moment recording starts",
            "记录录像开始瞬间的基准时钟读数",
        ),
        ("record_for", "Record for {duration} or longer, without a stop", "连续录制不少于 {duration}"),
        (
            "copy",
            "Copy the file, name and bytes unchanged, into {folders}",
            "将文件原样（文件名与内容均不改动）复制到 {folders}",
        ),
        ("file_name", "File name", "文件名"),
        ("start", "Start, with time zone", "开始时刻（含时区）"),
        ("length", "Recorded for, until the cut", "录制至断电的时长"),
        ("u", "Standard uncertainty u", "标准不确定度 u"),
        ("notes", "Remarks", "备注"),
        ("serves", "Clauses judged by it, {n}:", "用于评定的条款 {n} 项："),
        (
            "serves_nothing",
            "No clause looks at it, but a submission holds one recording at least.",
            "无条款使用该录像，但提交件至少须含一段录像。",
        ),
        ("dump", "Image of the storage", "存储镜像"),
        (
            "dump_how",
            "When all is recorded, switch the device off and image the whole storage bit by bit, by a write blocker.",
            "全部录制完成后关闭设备，经写保护器对整个存储介质逐位制作镜像。",
        ),
        ("dump_digest", "SHA-256 that the imaging tool printed", "镜像工具给出的 SHA-256"),
        ("dump_copy", "Copy the image into {folder}", "将镜像复制到 {folder}"),
        ("to_image", "to image", "个存储镜像"),
        ("witness", "To witness", "见证项目"),
        (
            "witness_intro",
            "Look at the device, its manual or its back office; measure with a calibrated instrument. For all steps:",
            "查看设备、说明书或后台；测量须用在校准有效期内的仪器。各步骤通用：",
        ),
        ("value", "Value", "数值"),
        ("otherwise", "otherwise", "其他"),
        ("instrument", "Instrument", "仪器"),
        ("means", "Seen on, or by means of", "查看对象或手段"),
        ("calibration_due", "Calibration due", "校准有效期至"),
        ("by", "Witness", "见证人"),
        ("on", "On", "见证日期"),
        ("if_other", "Other witness, day", "其他见证人、日期"),
        ("valid_until", "Valid until", "有效期至"),
        ("file", "Photo or document", "照片或文件"),
        ("only_where", "only where", "仅当"),
        ("limit_open", "limit missing:", "限值待补："),
        ("limits", "Limits that an overlay must supply", "须由补充文件给出的限值"),
        (
            "limits_intro",
            "Capture these clauses all the same: once the limit is there, they are judged without the device.",
            "这些条款照常采集；限值补齐后，无需设备即可判定。",
        ),
        ("unexercised", "What this plan can’t exercise", "本计划无法验证的条款"),
        ("unexercised_intro", "They stay open, whatever is handed in.", "无论提交何种材料，这些条款均保持未决。"),
        ("partly", "in part", "部分"),
        ("contradictions", "What no one recording or answer meets", "任何单一录像或答复均无法同时满足的条款"),
        (
            "contradictions_intro",
            "Each line names clauses that exclude each other. Judge them in separate runs, each at its own setting.",
            "每行所列条款互相排斥。请分别在各自设置下采集，并分次评定。",
        ),
        ("table", "Clauses and their steps", "条款与步骤对照"),
        ("clause", "Clause", "条款"),
        ("level", "Level", "级别"),
        ("steps", "Steps", "步骤"),
        ("hand_in", "Hand in", "提交"),
        (
            "hand_in_fill",
            "Fill in submission.yaml beside this sheet and lay it next to the folder recordings/",
            "填写随附的 submission.yaml，并与 recordings/ 文件夹放在一起",
        ),
        ("hand_in_run", "Run", "运行"),
        ("signature", "Signature", "签名"),
        ("reviewer", "Reviewed by", "复核人"),
        (
            "steps_of",
            "Letters of the steps: R recording, D image of the storage, W witness, S statement, O overlay.",
            "步骤代号：R 录像，D 存储镜像，W 见证，S 声明，O 补充限值。",
        ),
        ("blank_head", "Submission by the capture plan of {profiles}", "按 {profiles} 采集计划的提交件"),
        (
            "blank_how",
            "Write each answer after its colon; a line left blank is refused with its place. Then run",
            "在冒号后填写；未填的行会被拒绝并指明位置。填妥后运行",
        ),
        ("blank_quotes", 'in quotes, such as "1.10"', '加引号，例如 "1.10"'),
        ("blank_bool", "true or false", "true 或 false"),
        ("blank_choice", "one of {choices}", "任选其一：{choices}"),
        ("blank_quantity", "a number and its unit, in {units}", "数值加单位：{units}"),
        ("blank_text", "{texts}, or what was seen", "{texts}，或实际所见"),
        ("blank_same", "one witnessing, written for {n} clauses", "一次见证，分列于 {n} 项条款"),
        ("blank_start", 'such as "2026-11-20T10:00:00+08:00"', '例如 "2026-11-20T10:00:00+08:00"'),
        ("blank_length", "from the first picture to the cut, such as 125 s", "从第一幅图像到断电，例如 125 s"),
        ("blank_u", "such as 50 ms", "例如 50 ms"),
        ("blank_zone", 'zone that its clock was set to, such as "+08:00"', '设备时钟所设时区，例如 "+08:00"'),
        ("blank_names", "how it names its files, where that is known: {line}", "文件命名方式（如已知）：{line}"),
        ("blank_segment", "one name for all files of one long recording", "同一段长录像的各文件用同一名称"),
        ("blank_parts", "parts are numbered: card.001, card.002", "分卷按序编号：card.001、card.002"),
        ("blank_day", "YYYY-MM-DD", "YYYY-MM-DD"),
        (
            "blank_file",
            "to any entry may be added: file: {{path: evidence/W1.jpg, sha256: 64 hexadecimal digits}}",
            "各项均可补充：file: {{path: evidence/W1.jpg, sha256: 64 位十六进制数}}",
        ),
    )
)

STAGING: Mapping[Role, Words] = MappingProxyType(
    {
        Role.GENERAL: Words("Record anything; nothing is staged.", "任意录制，不作布置。"),
        Role.PATROL: Words(
            "Wear the device and walk as on duty, indoors and outdoors; nothing is staged.",
            "佩戴设备，按执勤方式在室内外行走，不作布置。",
        ),
        Role.REFERENCE_CLOCK: Words(
            "Aim at a reference clock that shows seconds and its time zone: the page of `conformance kit clock`.",
            "对准显示到秒并注明时区的基准时钟：`conformance kit clock` 生成的页面。",
        ),
        Role.CHART: Words(
            "Fix the device; the chart of `conformance kit chart` fills the picture, square to it and evenly lit.",
            "固定设备；`conformance kit chart` 生成的图卡正对镜头、充满画面、照明均匀。",
        ),
        Role.SYNC: Words(
            "Film the clip of `conformance kit clip flash` with its sound, near the loudspeaker.",
            "靠近扬声器，连同声音拍摄 `conformance kit clip flash` 生成的片段。",
        ),
        Role.FRAME_COUNTER: Words(
            "Film the clip of `conformance kit clip counter` on a screen that refreshes at its rate.",
            "拍摄屏幕上按其刷新率播放的 `conformance kit clip counter` 片段。",
        ),
        Role.POWER_LOSS: Words(
            "While it records, pull the battery; do not press stop. Time it by a stopwatch, pre-recording off. Do not "
            "start the device again: take the storage out and copy the file that was being written, as it lies there.",
            "录制过程中拔出电池，不按停止键。关闭预录，用秒表计时。不得再次启动设备：取出存储介质，将断电时正在写入的文件原样复制。",
        ),
    }
)

SCENES: Mapping[Scene, Words] = MappingProxyType(
    {
        Scene.MOVING: Words("Keep the picture moving all the time", "全程保持画面有运动"),
        Scene.AUDIBLE: Words("Let sound be heard: speak near the device", "保证有声音：在设备附近讲话"),
        Scene.OPEN_SKY: Words("Stay under the open sky, position found", "处于开阔天空下并已定位"),
        Scene.EXPORTED: Words("Hand in the file as the device’s export writes it", "提交设备导出功能生成的文件"),
    }
)

SETTINGS = _table(
    (
        ("bit_rate", "bit rate", "码率"),
        ("frame_rate", "frame rate", "帧率"),
        ("width", "picture width", "图像宽度"),
        ("height", "picture height", "图像高度"),
    )
)

# how a setting is written in submission.yaml
EXAMPLES: Mapping[str, str] = MappingProxyType(
    {"bit_rate": "8 Mbit/s", "frame_rate": "25 Hz", "width": "1920 px", "height": "1080 px"}
)
