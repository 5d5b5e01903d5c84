"""What the form says of the laboratory, the items and the data, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.words import Words
from conformance.report.form.result_phrases import RESULT_PHRASES

PHRASES: Mapping[str, Words] = MappingProxyType(
    {**RESULT_PHRASES}
    | {
        key: Words(en, zh)
        for key, en, zh in (
            ("not_stated", "not stated", "未说明"),
            ("incomplete", "This report is incomplete. Not stated:", "本报告不完整，以下内容未说明："),
            ("head", "Report number: {number}", "报告编号：{number}"),
            ("page", "Page {page} of {pages}", "第 {page} 页，共 {pages} 页"),
            (
                "whole",
                "Not to be reproduced except in full, unless the laboratory approves in writing.",
                "未经实验室书面批准，不得部分复制本报告。",
            ),
            ("end", "End of report {number}", "报告 {number} 结束"),
            ("answers", "ISO/IEC 17025:2017, {clauses}", "ISO/IEC 17025:2017，{clauses}"),
            # the report and who is behind it
            ("report", "Report, laboratory and customer", "报告、实验室与客户"),
            ("title", "Title of the report", "报告标题"),
            ("number", "Report number", "报告编号"),
            ("issued", "Date of issue", "签发日期"),
            ("laboratory", "Laboratory", "实验室"),
            ("address", "Address of the laboratory", "实验室地址"),
            ("location", "Location of the activities", "检测活动地点"),
            ("customer", "Customer", "客户"),
            ("contact", "Contact of the customer", "客户联系方式"),
            ("accreditation", "Accreditation", "认可"),
            ("no_accreditation", "No accreditation is claimed in this report.", "本报告未声明任何认可。"),
            ("amends", "Amends", "修改"),
            ("amends_none", "This report names no earlier one that it replaces.", "本报告未替代任何早先的报告。"),
            (
                "amends_notice",
                "This report amends and replaces report {number}, issued on {issued}.",
                "本报告修改并替代编号为 {number}、签发于 {issued} 的报告。",
            ),
            ("amends_reason", "Reason", "原因"),
            ("amends_changes", "What was changed", "修改内容"),
            ("amends_issued", "date of issue of the report that is amended", "被修改报告的签发日期"),
            # items
            ("items", "Items tested", "被测物品"),
            ("item", "Item", "物品"),
            ("item_of", "{what} of item {n}", "物品 {n} 的{what}"),
            ("description", "Description", "描述"),
            ("identification", "Identification", "标识"),
            ("condition", "Condition", "状态"),
            ("received", "Date of receipt", "接收日期"),
            (
                "only_items",
                "The results relate only to the items tested, as they were received.",
                "结果仅与所收到的被测物品有关。",
            ),
            ("sampling", "Sampling: plan and method", "抽样：计划与方法"),
            ("sampled", "Date of sampling", "抽样日期"),
            ("device", "Device as the submission names it", "提交材料中的设备名称"),
            ("maker", "maker", "制造商"),
            ("model", "model", "型号"),
            ("firmware", "firmware", "固件"),
            ("serial", "serial number", "序列号"),
            ("not_named", "not named", "未注明"),
            ("evidence", "Evidence that was examined", "所检查的证据"),
            ("evidence_row", "Evidence", "证据"),
            ("file", "File, SHA-256", "文件，SHA-256"),
            ("size", "Bytes", "字节数"),
            ("kind", "Kind", "类型"),
            ("dump", "image of a storage", "存储镜像"),
            (
                "more_evidence",
                "and {n} more, each with its SHA-256 in results.json",
                "另有 {n} 个，其 SHA-256 见 results.json",
            ),
            ("no_evidence", "No recording and no image of a storage was examined.", "未检查任何录像或存储镜像。"),
            # dates and conditions
            ("performed", "Dates and conditions of testing", "检测日期与条件"),
            ("tested", "Dates of testing", "检测日期"),
            ("span", "{first} to {last}", "{first} 至 {last}"),
            ("analysed", "Evidence analysed by software, start", "软件分析证据的开始时间"),
            ("conditions", "Conditions of the test", "检测条件"),
            (
                "conditions_none",
                "None that affects the results, as the laboratory states.",
                "实验室声明：无影响结果的条件。",
            ),
            # methods
            ("methods", "Methods, and deviations from them", "方法及其偏离"),
            ("profiles", "Clauses selected by", "条款选自"),
            ("catalog", "Catalog of requirements, SHA-256", "要求目录，SHA-256"),
            ("overlay", "Limits supplied by an overlay", "补充文件提供的限值"),
            (
                "overlay_text",
                "{file}: {basis}; by {by}, {on}; SHA-256 {sha256}",
                "{file}：{basis}；{by}，{on}；SHA-256 {sha256}",
            ),
            ("software", "Software that measured", "测量所用软件"),
            ("quantity", "Quantity measured", "被测量"),
            ("unit", "Unit", "单位"),
            ("method", "Method", "方法"),
            ("no_sentence", "no method of this version; see results.json", "本版本无此方法，见 results.json"),
            ("attested_method", "Attested: witnessed or measured by instrument.", "经证明：由人见证或用仪器测得。"),
            (
                "nobody_attested",
                "Quantities that can only be attested, and that nobody attested: {n}. No method was applied to them.",
                "只能由证明给出、而未提交证明的量：{n} 个。未对其采用任何方法。",
            ),
            (
                "other_version",
                "The methods are described by version {now}; version {then} measured.",
                "方法描述出自版本 {now}；测量由版本 {then} 完成。",
            ),
            (
                "deviations",
                "Additions, deviations, exclusions: as the laboratory states",
                "增加、偏离、排除：实验室说明",
            ),
            ("deviations_run", "Exclusions that the run shows", "本次运行显示的排除"),
            (
                "left_out",
                "{n} clauses of the selection were left out of the run: nothing is known of them.",
                "所选条款中有 {n} 条未纳入本次运行：对其一无所知。",
            ),
            (
                "ignored",
                "{n} recordings or links were handed in and not examined: {names}",
                "提交了 {n} 个录像或链接但未检查：{names}",
            ),
            (
                "too_shallow",
                "{n} results are open because the run did not read deep enough.",
                "有 {n} 项结果因读取深度不足而未决。",
            ),
            (
                "nothing_left_out",
                "None: the run judged all clauses that were selected.",
                "无：本次运行判定了全部所选条款。",
            ),
            # data of the customer
            ("supplied", "Data supplied by the customer", "客户提供的数据"),
            (
                "disclaimer",
                (
                    "The laboratory does not answer for data that the customer supplied. Results that rest on them "
                    "hold only as far as those data are right."
                ),
                "实验室不对客户提供的数据负责。依据这些数据得出的结果，仅在数据正确的前提下成立。",
            ),
            ("data", "Data", "数据"),
            ("supplied_by", "Supplied by", "提供者"),
            ("rests", "What rests on them", "受其影响的内容"),
            ("by_customer", "the customer", "客户"),
            ("by_laboratory", "the laboratory", "实验室"),
            ("by_nobody", "not stated: held to be the customer’s", "未说明：视为客户提供"),
            ("no_such_data", "there are none", "无此类数据"),
            ("who_supplied", "who supplied: {what}", "提供者：{what}"),
            ("data_recordings", "Recordings and images of storages ({n})", "录像和存储镜像（{n}）"),
            ("rests_recordings", "every measured value", "所有测得值"),
            (
                "data_clock",
                "Setting of the device’s clock; witnessed starts ({n})",
                "设备时钟的设置；经见证的开始时间（{n}）",
            ),
            ("rests_clock", "offsets and drift of clocks", "时钟偏差与漂移"),
            ("data_statement", "Answers about the device, and its settings ({n})", "关于设备的声明及其设置（{n}）"),
            (
                "rests_statement",
                "which clauses apply, and values that are compared with a setting or a capacity",
                "哪些条款适用，以及与设置值或容量比较的值",
            ),
            ("data_attestations", "Attested values ({n})", "经证明的值（{n}）"),
            ("rests_attestations", "the results marked as attested", "标为“经证明”的结果"),
            ("answer_item", "Answer of the statement", "声明项"),
            ("answer", "Answer", "回答"),
            ("shown", "What the evidence shows", "证据所示"),
            ("removed", "Clauses it removed", "排除的条款"),
            ("attested_value", "Attested value", "经证明的值"),
            ("instrument", "Instrument or document", "仪器或文件"),
            ("calibration", "Calibration due", "校准有效期至"),
            ("attested_by", "Attested by, on; valid until", "证明人，日期；有效期至"),
            ("standard_u", "u = {u}", "u = {u}"),
            ("documented", "read in the document: {what}", "取自文件：{what}"),
            ("calibration_none", "no date stated", "未给出日期"),
            # the rest
            ("providers", "Results from external providers", "外部提供者的结果"),
            ("providers_none", "None, as the laboratory states.", "实验室声明：无。"),
            ("provider", "External provider", "外部提供者"),
            ("provider_clauses", "Clauses whose results come from there", "结果来自该提供者的条款"),
            ("opinions", "Opinions and interpretations", "意见与解释"),
            ("opinions_none", "This report gives none.", "本报告未给出意见与解释。"),
            (
                "opinions_mark",
                "Opinion or interpretation: no result of a measurement, and no part of the statement of conformity.",
                "意见或解释：不是测量结果，也不属于符合性声明。",
            ),
            ("opinion_basis", "Basis", "依据"),
            ("opinion_by", "By", "提出者"),
            ("opinion_of", "{what} of opinion {n}", "意见 {n} 的{what}"),
            ("integrity", "Data behind this report", "本报告所依据的数据"),
            ("results_digest", "results.json, SHA-256", "results.json，SHA-256"),
            (
                "attached",
                "results.json holds every result in full. The PDF of this report carries it as an attachment.",
                "results.json 含全部结果。本报告的 PDF 将其作为附件。",
            ),
            (
                "not_attached",
                "results.json holds every result in full; it is too large to be attached.",
                "results.json 含全部结果；因文件过大未作附件。",
            ),
            ("made_by", "This form was printed by", "本表由以下软件生成"),
            ("authorisation", "Authorisation", "批准"),
            ("authorised_by", "Authorised by", "批准人"),
            ("function", "Function", "职务"),
            ("signature", "Signature", "签名"),
        )
    }
)
