"""What the instruction for filming a clip says, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.lab.clips import Clip
from conformance.model.words import Words

CLIP_PHRASES: Mapping[str, Words] = MappingProxyType(
    {
        "counter": Words("Filming the frame counter", "帧计数器拍摄说明"),
        "sync": Words("Filming the sync pattern", "音画同步图案拍摄说明"),
        "clock": Words("Filming the clock of a clip", "时钟视频拍摄说明"),
        "flash": Words("Filming flash and beep", "闪光与蜂鸣拍摄说明"),
        "counter_what": Words(
            "Every refresh of the display shows another code. From the recording the tool tells which pictures were "
            "captured and which the recorder made by repeating, blending or moving others.",
            "显示器每次刷新显示不同的编码。工具据此判断录像中哪些画面为真实采集，"
            "哪些由记录仪通过重复、混合或运动补偿生成。",
        ),
        "clock_what": Words(
            "Every refresh of the display shows the time that has passed since the clip’s start, in a code of "
            "milliseconds. From the recording the tool tells when each picture was taken by the clip’s own time.",
            "显示器每次刷新以毫秒编码显示视频开始以来的时间。工具据此读出录像中每幅画面拍摄时的视频时间。",
        ),
        "sync_what": Words(
            "Every picture and its sound carry the same number. From the recording the tool tells by how much sound "
            "and picture are apart.",
            "每幅画面及其声音带有相同的编号。工具据此测量录像中声音与画面的时间差。",
        ),
        "flash_what": Words(
            "A flash of 100 ms and a tone of 1 kHz begin at the same instant, at irregular times. From the recording "
            "the tool tells by how much sound and picture are apart.",
            "100 ms 的闪光与 1 kHz 的纯音在同一时刻开始，间隔不规则。工具据此测量录像中声音与画面的时间差。",
        ),
        "play": Words("Play the clip", "播放"),
        "rate": Words(
            "The display refreshes at {rate} Hz or a whole multiple of it: set it so, and look it up in the system’s "
            "settings.",
            "显示器刷新率设为 {rate} Hz 或其整数倍，并在系统设置中核对。",
        ),
        "motion": Words(
            "Motion smoothing, dynamic contrast, black frame insertion and variable refresh are off.",
            "关闭运动补偿（插帧）、动态对比度、插黑帧和可变刷新率。",
        ),
        "player": Words(
            "Full screen at normal speed, the pointer hidden, nothing else running. {file} lasts {seconds} s: play it "
            "from the start for each recording, without looping.",
            "全屏、常速播放，隐藏鼠标指针，不运行其他程序。{file} 时长 {seconds} s：每次录制均从头播放，不循环。",
        ),
        "proof": Words(
            "Once for each display and player: film it with a camera that is known to be sound; its rate must come "
            "out. A display that stalls looks like a recorder that repeats.",
            "每套显示器与播放器使用前，先用一台已知正常的摄像机拍摄并测得其应有帧率。"
            "显示卡顿与记录仪重复画面在录像中无法区分。",
        ),
        "speaker": Words(
            "Sound from the display’s own loudspeaker or one by wire, never by Bluetooth; loud, no echo. Every metre "
            "to the device adds 2.9 ms: write the distance down.",
            "使用显示器自带或有线扬声器，不用蓝牙；音量足够、无回声。与设备每相距 1 m 声音延迟 2.9 ms：请记录距离。",
        ),
        "proof_sound": Words(
            "Display and loudspeaker have a delay of their own: measure it once with a light sensor and a microphone, "
            "and state it.",
            "显示器与扬声器自身存在延迟：用光传感器和话筒测量一次并予以声明。",
        ),
        "set_up": Words("Set up", "布置"),
        "tripod": Words(
            "Device on a tripod, square to the display, upright; nothing moves while it records.",
            "设备固定于三脚架，正对显示器、不倾斜；录制时一切静止。",
        ),
        "fill": Words(
            "The display fills 60 to 95 % of the picture’s width, its four corners inside; no overlay of the device "
            "covers the pattern.",
            "显示器占画面宽度的 60 % 至 95 %，四角完整；设备的叠加信息不遮挡图案。",
        ),
        "light": Words(
            "Room dark or dim, no reflection on the display; its brightness at half, so that white is not clipped.",
            "环境昏暗，屏幕无反光；显示器亮度调至一半，白色不溢出。",
        ),
        "exposure": Words(
            "Exposure no longer than one recorded picture lasts; where it can be set, about half of that. Night mode "
            "off, unless it is what is tested.",
            "曝光时间不超过一幅画面的时长；可设置时取其一半左右。除非测试夜视，否则关闭夜视模式。",
        ),
        "settings": Words(
            "Resolution, frame rate, bit rate and image settings as they are to be judged.",
            "分辨率、帧率、码率及图像设置与待评定的状态一致。",
        ),
        "record": Words("Record and hand in", "录制与提交"),
        "seconds": Words(
            "Start the device, then the clip; record {least} s of the running clip or longer, in one file.",
            "先启动设备，再播放视频；连续录制播放画面 {least} s 以上，存为一个文件。",
        ),
        "copy": Words(
            "Copy the file unchanged and name its role in submission.yaml:",
            "将文件原样复制，并在 submission.yaml 中注明用途：",
        ),
        "limits": Words("What the result does not say", "结果的适用范围"),
        "counter_limit_rate": Words(
            "A recorder is judged up to {most} pictures a second by a clip of {rate} Hz; for faster ones make a "
            "faster clip (--rate).",
            "{rate} Hz 的视频最高可评定每秒 {most} 幅的记录仪；更高帧率请制作更快的视频（--rate）。",
        ),
        "counter_limit_length": Words(
            "The first {pictures} pictures of a recording are read.",
            "只读取录像的前 {pictures} 幅画面。",
        ),
        "counter_limit_light": Words(
            "It holds for this light and setting: recorders may capture fewer pictures in the dark.",
            "结果仅对该照明和设置有效：记录仪在暗处的采集帧率可能降低。",
        ),
        "clock_limit_relative": Words(
            "The clip’s time is no UTC, for nobody knows when it was started: offsets from UTC need the page of "
            "`conformance kit clock` in a browser.",
            "视频的时间不是 UTC，因其开始播放的时刻未知："
            "测量与 UTC 的偏差须用浏览器打开 `conformance kit clock` 生成的页面。",
        ),
        "sync_limit_exposure": Words(
            "A picture that is exposed across three refreshes is not read: keep the exposure short, or film the "
            "flash clip.",
            "曝光跨越三次刷新的画面无法读取：请缩短曝光，或改拍闪光视频。",
        ),
        "sound_limit": Words(
            "Delays of display, loudspeaker and air are part of the result until they are stated.",
            "未声明时，结果包含显示器、扬声器及空气传播的延迟。",
        ),
    }
)

PLAY: Mapping[Clip, tuple[str, ...]] = MappingProxyType(
    {
        Clip.COUNTER: ("rate", "motion", "player", "proof"),
        Clip.CLOCK: ("rate", "motion", "player"),
        Clip.SYNC: ("rate", "motion", "player", "speaker", "proof_sound"),
        Clip.FLASH: ("rate", "motion", "player", "speaker", "proof_sound"),
    }
)
LIMITS: Mapping[Clip, tuple[str, ...]] = MappingProxyType(
    {
        Clip.COUNTER: ("counter_limit_rate", "counter_limit_length", "counter_limit_light"),
        Clip.CLOCK: ("clock_limit_relative", "counter_limit_length"),
        Clip.SYNC: ("sync_limit_exposure", "sound_limit"),
        Clip.FLASH: ("sound_limit",),
    }
)
