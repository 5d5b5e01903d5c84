"""What the instruction for filming the resolution chart says, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.words import Words

CHART_PHRASES: Mapping[str, Words] = MappingProxyType(
    {
        "title": Words("Filming the resolution chart", "解像力图卡拍摄说明"),
        "what": Words(
            "From the slanted edges of this chart the tool measures the spatial frequency response of a recorder "
            "(e-SFR, ISO 12233:2023) in the centre and in the four corners of its picture.",
            "工具由图卡上的斜边测量记录仪画面中心及四角的空间频率响应（e-SFR，ISO 12233:2023）。",
        ),
        "show": Words("Print or show the chart", "打印或显示图卡"),
        "print": Words(
            "Print chart.pdf or chart.svg at 100 % on matt paper, with an ink-jet or photo printer of 600 dpi or more; "
            "the bar measures 100 mm. The dots in a laser printer’s greys are too coarse.",
            "用 600 dpi 以上的喷墨或照片打印机，按 100 % 比例将 chart.pdf 或 chart.svg 打印在哑光纸上；"
            "标尺应为 100 mm。激光打印机的灰度网点过粗，不适用。",
        ),
        "flat": Words("Fix the print flat on a rigid board.", "将图卡平整固定在硬板上。"),
        "screen": Words(
            "Or show chart.png pixel by pixel on the whole of a screen of {width} x {height} px: no zoom, no "
            "sharpening, no dynamic contrast.",
            "或在 {width} x {height} 像素的屏幕上逐像素全屏显示 chart.png：不缩放，关闭锐化与动态对比度。",
        ),
        "distance": Words(
            "Distance from the lens at which the chart fills the picture, by the horizontal angle of view. The device "
            "must be sharp there; otherwise use a larger chart (--paper, or a larger screen).",
            "图卡充满画面时的拍摄距离，按水平视角列出。"
            "该距离须在设备的清晰范围内，否则换用更大的图卡（--paper）或屏幕。",
        ),
        "chart_width": Words("Chart, width", "图卡，宽度"),
        "of_paper": Words("{paper} print", "{paper} 打印件"),
        "of_screen": Words("{inches}-inch screen", "{inches} 英寸屏幕"),
        "set_up": Words("Set up", "布置"),
        "tripod": Words("Device on a tripod; nothing moves while it records.", "设备固定于三脚架，录制时一切静止。"),
        "fill": Words(
            "Chart in the middle, its border just inside that of the picture. Where it is smaller, its corners are not "
            "those of the picture.",
            "图卡居中，边框略小于画面边框。若图卡偏小，其四角便不代表画面四角。",
        ),
        "square": Words(
            "Device square to the chart and level: the borders of chart and picture are parallel within 2°, so that "
            "the edges stay slanted by about 5°.",
            "设备正对图卡且水平：图卡边框与画面边框平行，偏差不超过 2°，使斜边保持约 5° 的倾角。",
        ),
        "light": Words(
            "Even light from both sides, no glare, no shadow; as bright as the clause asks for.",
            "两侧均匀照明，无反光、无阴影；亮度按条款要求。",
        ),
        "focus": Words("Lens clean, its film peeled off, the chart in focus.", "镜头清洁、已撕去保护膜，对焦清晰。"),
        "exposure": Words(
            "Exposure settled; neither the lightest nor the darkest patch is clipped.",
            "曝光已稳定，最亮与最暗的灰块均未溢出。",
        ),
        "settings": Words(
            "Resolution, frame rate, bit rate and image settings as they are to be judged.",
            "分辨率、帧率、码率及图像设置与待评定的状态一致。",
        ),
        "record": Words("Record and hand in", "录制与提交"),
        "seconds": Words(
            "Record 10 s or longer. Look at it on a computer: chart whole and sharp, its five codes legible.",
            "录制 10 s 以上。在电脑上查看：图卡完整、清晰，五个二维码可辨。",
        ),
        "copy": Words(
            "Copy the file unchanged and name its role in submission.yaml:",
            "将文件原样复制，并在 submission.yaml 中注明用途：",
        ),
        "limits": Words("What the result does not say", "结果的适用范围"),
        "limit_setting": Words(
            "It holds for this distance, light and setting, and says nothing of movement.",
            "结果仅对所拍摄的距离、照明和设置有效，不涉及运动画面。",
        ),
        "limit_cause": Words(
            "A low response has many causes: focus, lens, upscaling, compression. The result does not tell which.",
            "响应偏低的原因很多：对焦、镜头、放大插值、压缩。结果不说明原因。",
        ),
        "limit_pixels": Words(
            "The chart’s own pixels lower the response: a screen with 2, 3 or 4 px to a pixel of the device takes 16, "
            "7 or 4 % off the SFR at 0.45 cycles/px, and its grid may show as moiré. Where screen and print differ, "
            "the print counts.",
            "图卡自身的像素会降低响应：屏幕像素数为设备像素数的 2、3、4 倍时，0.45 周期/像素处的 SFR 约降低 16 %、7 %、"
            "4 %，其像素网格还可能产生摩尔纹。屏幕与打印件结果不一致时，以打印件为准。",
        ),
        "limit_grey": Words(
            "Edges are 4:1 (reflectance 0.48 and 0.12). These values and those of the patches are nominal; whoever "
            "needs them traceable measures them.",
            "斜边反射比为 4:1（0.48 与 0.12）。这些数值及灰块数值均为标称值；需要溯源时应另行测量。",
        ),
        "limit_edges": Words(
            "Edges with fewer than {along} px of use are refused: the chart must be some {least} px wide in the "
            "picture.",
            "可用长度不足 {along} 像素的斜边不予测量：图卡在画面中的宽度约须达到 {least} 像素。",
        ),
    }
)
