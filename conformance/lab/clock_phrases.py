"""What the page of the reference clock says, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.words import Words

CLOCK_PHRASES: Mapping[str, Words] = MappingProxyType(
    {
        "title": Words("Reference clock", "基准时钟"),
        "what": Words(
            "This page shows UTC for a recorder to film, in large digits and in a code of milliseconds. It is as right "
            "as this computer’s clock: have that set by NTP or a GNSS receiver, and enter what is left.",
            "本页面显示 UTC 供记录仪拍摄，包括大号数字和毫秒编码。其准确度取决于本机时钟："
            "请先用 NTP 或 GNSS 接收机校时，再填写剩余偏差。",
        ),
        "offset": Words("Offset, ms", "偏差（ms）"),
        "offset_how": Words(
            "UTC minus this computer’s clock, as NTP states it; positive where the clock is slow. Of chronyc tracking, "
            "“System time … slow” is positive; of w32tm /stripchart and ntpq -p, as printed.",
            "UTC 减本机时钟（与 NTP 定义一致），本机偏慢为正。chronyc tracking 的 “System time … slow” 取正；"
            "w32tm /stripchart 与 ntpq -p 按显示值填写。",
        ),
        "uncertainty": Words("Its expanded uncertainty U (k = 2), ms", "偏差的扩展不确定度 U（k = 2，ms）"),
        "uncertainty_how": Words(
            "For NTP half the root delay plus the root dispersion is a safe bound. U travels in the code, rounded up "
            "to whole ms; without it no time is derived from the recording.",
            "NTP 可取根延迟的一半加根离散作为保守上限。U 向上取整到 1 ms 后写入编码；不填写则录像不能得出时间。",
        ),
        "delay": Words("Delay from drawing to light, ms", "从绘制到发光的延迟（ms）"),
        "delay_how": Words(
            "Measured with a photodiode, its uncertainty part of U above. Empty: two refreshes are taken, and one "
            "refresh either way goes into the budget.",
            "用光电二极管测得，其不确定度计入上述 U。留空则按两次刷新计，并在不确定度中计入 ±1 次刷新。",
        ),
        "start": Words("Start, full screen", "开始（全屏）"),
        "display": Words("Display", "显示器"),
        "rate": Words(
            "50 to 75 Hz or a whole multiple; fixed, no variable refresh.",
            "刷新率 50～75 Hz 或其整数倍，固定不变，关闭可变刷新率。",
        ),
        "late": Words(
            "Refresh rate of this display as measured, and refreshes missed until now:",
            "实测刷新率及至今漏掉的刷新次数：",
        ),
        "smoothing": Words(
            "Motion smoothing, dynamic contrast and black frame insertion are off.",
            "关闭运动补偿（插帧）、动态对比度和插黑帧。",
        ),
        "browser": Words(
            "Zoom 100 %, this window alone on this display, nothing else running; Escape leads back here.",
            "浏览器缩放 100 %，本窗口独占显示器，不运行其他程序；按 Esc 返回本页。",
        ),
        "sleep": Words("Screen saver and energy saving are off.", "关闭屏幕保护和节能。"),
        "film": Words("Film it", "拍摄"),
        "tripod": Words("Recorder on a tripod, the display from the front.", "记录仪固定在三脚架上，正对显示器。"),
        "fill": Words(
            "The pattern is a quarter of the picture’s width or more, all four codes are in it.",
            "图案占画面宽度的四分之一以上，四角编码全部入画。",
        ),
        "light": Words("No reflections; white is not overexposed.", "无反光，白色不过曝。"),
        "exposure": Words(
            "Exposure of 1/25 s or shorter: light the room, make the display brighter.",
            "曝光时间不长于 1/25 s：提高环境照度和屏幕亮度。",
        ),
        "overlay": Words(
            "The recorder’s own time, burned in, does not lie over the pattern.",
            "记录仪叠加的时间字幕不得遮挡图案。",
        ),
        "long": Words(
            "60 s for an offset; for a drift film again after hours, the recorder kept running and not set. "
            "The first {pictures} pictures of a recording are read.",
            "测偏差录 60 s；测漂移则数小时后再录一次，期间记录仪不断电、不校时。每段录像读取前 {pictures} 幅画面。",
        ),
        "limits": Words("What it can’t show", "局限"),
        "uncertain": Words(
            "At 60 Hz and with the delay not measured the reference of one picture has U of about 25 ms, of which this "
            "page’s own U is a part.",
            "60 Hz 且未测延迟时，单幅画面的基准时间 U 约 25 ms（已含上述 U）。",
        ),
        "shown": Words(
            "The page knows when it draws, not when the display shows it: measure the delay where 10 ms matter.",
            "页面只知道绘制时刻，不知道显示时刻：要求达到 10 ms 量级时须实测延迟。",
        ),
        "still": Words(
            "A display that stalls shows an earlier time. Missed refreshes are found in the recording and widen U; "
            "a stall between computer and display is not.",
            "显示卡顿时显示的是较早的时间。漏掉的刷新可由录像发现并增大 U；计算机与显示器之间的卡顿无法发现。",
        ),
    }
)
