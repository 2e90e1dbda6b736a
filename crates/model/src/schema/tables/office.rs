//! What departments keep row by row: customs, invoices, taxes, electricity, shipments.
//!
//! Money is in yuan, weight in kilograms, energy in kilowatt-hours, so that files in 万元, 吨 or 万千瓦时 add up; the mapping
//! converts, and the report of the import says so.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Code, Date, Integer, Number, Text};
use super::super::{Column, Table};
use super::columns::*;
use crate::code::CodeSystem;
use crate::text::text;

/// A unified social credit code, or the name of the column that holds one.
pub(super) const fn credit(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    aliases: &'static [&'static str],
) -> Column {
    column(
        name,
        Code { system: CodeSystem::SocialCredit },
        zh,
        en,
        "统一社会信用代码，18 位，末位为校验码",
        "Unified social credit code: 18 characters, the last a check character",
        aliases,
    )
}

pub(super) const fn firm(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    aliases: &'static [&'static str],
) -> Column {
    column(name, Text, zh, en, "名称，与来源一致", "Its name as the source writes it", aliases)
}

pub(super) const fn place(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    aliases: &'static [&'static str],
) -> Column {
    column(name, REGION, zh, en, "区域代码", "Code of the region", aliases)
}

pub(super) const fn money(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    aliases: &'static [&'static str],
) -> Column {
    column(name, Number, zh, en, "人民币元；空白表示未知，不是零", "In yuan; blank means unknown, not zero", aliases)
        .unit("CNY")
}

const QUANTITY: Column = column(
    "quantity",
    Number,
    "数量",
    "Quantity",
    "数量；空白表示未知，不是零",
    "How much; blank means unknown, not zero",
    &["第一数量", "法定数量", "qty"],
);
const QUANTITY_UNIT: Column = column(
    "quantity_unit",
    Text,
    "计量单位",
    "Unit of quantity",
    "数量的单位，如 千克、台",
    "Unit of the quantity, such as kg or pieces",
    &["第一计量单位", "法定单位", "法定计量单位", "单位", "uom"],
);
const COMMODITY_NAME: Column = column(
    "commodity_name",
    Text,
    "货物名称",
    "Name of the commodity",
    "商品或服务的名称",
    "Name of the goods or services",
    &["商品名称", "品名", "货物或应税劳务名称", "货物或应税劳务、服务名称", "项目名称", "货名"],
);

pub(super) const CUSTOMS_RECORD_TABLE: Table = Table {
    name: "customs_record",
    title: text("海关记录", "Customs records"),
    help: text(
        "一条进出口记录：报关单的一项，或海关统计的一行（商品 × 口岸 × 贸易伙伴 × 月）",
        "A record of imports or exports: an item of a declaration, or a line of customs statistics (commodity × port × partner × month)",
    ),
    key: &[
        "declaration",
        "item_number",
        "direction",
        "commodity",
        "port",
        "partner",
        "trade_regime",
        "region",
        "period",
    ],
    columns: &[
        column(
            "declaration",
            Text,
            "报关单号",
            "Declaration",
            "报关单编号；统计数据留空",
            "Number of the declaration; blank in statistics",
            &["报关单编号", "海关编号", "declaration_number"],
        ),
        column(
            "item_number",
            Integer,
            "项号",
            "Item",
            "报关单中的第几项",
            "Number of the item in the declaration",
            &[],
        ),
        column(
            "direction",
            Choice { of: &["import", "export"] },
            "进出口",
            "Direction",
            "import：进口；export：出口",
            "import or export",
            &["进出口标志", "进出口类型", "进出口标识", "进/出口"],
        )
        .required(),
        column(
            "commodity",
            Text,
            "商品编码",
            "Commodity",
            "税则号列（HS），8 位或 10 位，保留前导零",
            "Code of the Harmonised System with 8 or 10 digits, leading zeros kept",
            &["税号", "税则号列", "商品编号", "hs", "hs8", "hs10", "hs_code"],
        )
        .required(),
        COMMODITY_NAME,
        column(
            "port",
            Text,
            "口岸",
            "Port",
            "关别或进出境口岸，代码或名称",
            "Customs district or port, by code or name",
            &["进出口岸", "关别", "进出境关别", "进出口关别", "进口口岸", "出口口岸", "申报海关", "customs_port"],
        ),
        column(
            "partner",
            Text,
            "贸易伙伴",
            "Partner",
            "原产国（地区）、起运国或最终目的国（地区），代码或名称",
            "Country or area of origin, consignment or destination, by code or name",
            &[
                "贸易伙伴名称",
                "贸易伙伴编码",
                "起运国",
                "启运国",
                "运抵国",
                "原产国",
                "最终目的国",
                "国别",
                "国家",
                "partner_country",
            ],
        ),
        column(
            "trade_regime",
            Text,
            "贸易方式",
            "Trade regime",
            "一般贸易、进料加工等",
            "Ordinary trade, processing, …",
            &["监管方式", "贸易方式名称", "trade_mode"],
        ),
        place(
            "region",
            "注册地",
            "Place of the firm",
            &["注册地名称", "收发货人注册地", "境内目的地", "境内货源地", "区域代码"],
        ),
        credit("firm_id", "收发货人代码", "Firm id", &["收发货人统一社会信用代码", "经营单位代码", "统一社会信用代码"]),
        firm("firm_name", "收发货人", "Firm", &["经营单位", "收发货人名称", "企业名称"]),
        PERIOD.required(),
        QUANTITY,
        QUANTITY_UNIT,
        column(
            "value",
            Number,
            "金额",
            "Value",
            "按 currency 的货币计；空白表示未知，不是零",
            "In the currency of the row; blank means unknown, not zero",
            &["人民币", "美元", "总价", "成交总价", "统计美元值", "统计人民币值", "美元值", "人民币值", "amount"],
        ),
        column(
            "currency",
            Choice { of: &["CNY", "USD", "EUR", "JPY", "HKD", "GBP"] },
            "币制",
            "Currency",
            "金额的货币",
            "Currency of the value",
            &["币种", "货币"],
        ),
        SOURCE,
        NOTE,
    ],
};

pub(super) const INVOICE_TABLE: Table = Table {
    name: "invoice",
    title: text("发票", "Invoices"),
    help: text(
        "增值税发票的一行：谁卖给谁什么，多少钱、多少税",
        "A line of a value-added tax invoice: who sold what to whom, for how much, with how much tax",
    ),
    key: &["invoice_code", "invoice_number", "line"],
    columns: &[
        column(
            "invoice_code",
            Text,
            "发票代码",
            "Invoice code",
            "发票代码；全电发票留空",
            "Code of the batch; blank for fully digital invoices",
            &[],
        ),
        column(
            "invoice_number",
            Text,
            "发票号码",
            "Invoice number",
            "发票号码，保留前导零",
            "Number, leading zeros kept",
            &["发票号", "数电票号码", "数电发票号码", "全电发票号码"],
        )
        .required(),
        column(
            "line",
            Integer,
            "行号",
            "Line",
            "发票中的第几行；空白表示只有一行",
            "Number of the line in the invoice; blank where it has one",
            &["明细序号", "序号"],
        ),
        column("issued", Date, "开票日期", "Issued", "开票的日期", "The day it was issued", &["开具日期", "开票时间"])
            .required(),
        credit(
            "seller_id",
            "销方纳税人识别号",
            "Seller id",
            &["销方识别号", "销售方纳税人识别号", "销方税号", "销售方税号", "销售方识别号"],
        ),
        firm("seller_name", "销方名称", "Seller", &["销售方名称", "销货单位", "销售方"]),
        place("seller_region", "销方区域", "Place of the seller", &["销方地区", "销售方区域代码", "销方行政区划"]),
        credit(
            "buyer_id",
            "购方纳税人识别号",
            "Buyer id",
            &["购方识别号", "购买方纳税人识别号", "购方税号", "购买方税号", "购买方识别号"],
        ),
        firm("buyer_name", "购方名称", "Buyer", &["购买方名称", "购货单位", "购买方"]),
        place("buyer_region", "购方区域", "Place of the buyer", &["购方地区", "购买方区域代码", "购方行政区划"]),
        column(
            "commodity",
            Text,
            "税收分类编码",
            "Commodity",
            "商品和服务税收分类编码，19 位",
            "Code of the tax classification of goods and services, 19 digits",
            &["商品编码", "商品和服务分类编码", "税收编码"],
        ),
        COMMODITY_NAME,
        column("specification", Text, "规格型号", "Specification", "规格或型号", "Specification or model", &["规格"]),
        QUANTITY,
        QUANTITY_UNIT,
        money("value", "金额", "Value", &["不含税金额", "金额合计", "amount"]),
        money("tax", "税额", "Tax", &["税额合计", "增值税额"]),
        column(
            "status",
            Choice { of: &["valid", "void", "red"] },
            "发票状态",
            "Status",
            "valid：正常；void：作废；red：红字",
            "valid, void, or red (a reversal)",
            &["状态"],
        ),
        SOURCE,
        NOTE,
    ],
};

pub(super) const TAX_RECORD_TABLE: Table = Table {
    name: "tax_record",
    title: text("税收记录", "Tax records"),
    help: text("一个纳税人在一个所属期缴纳的一种税", "What a taxpayer paid of a tax for a period"),
    key: &["record_id", "taxpayer_id", "tax_kind", "period", "paid"],
    columns: &[
        column(
            "record_id",
            Text,
            "税票号码",
            "Record",
            "完税凭证或电子税票号码",
            "Number of the certificate of payment",
            &["电子税票号码", "完税凭证号码", "凭证编号"],
        ),
        credit("taxpayer_id", "纳税人识别号", "Taxpayer id", &["统一社会信用代码", "社会信用代码", "税号"]),
        firm("taxpayer_name", "纳税人名称", "Taxpayer", &["企业名称", "单位名称"]),
        place("region", "主管税务机关所在地", "Region", &["行政区划", "区域代码", "地区", "街道乡镇"]),
        column(
            "industry",
            INDUSTRY,
            "行业",
            "Industry",
            "行业代码",
            "Code of the industry",
            &["行业代码", "国民经济行业"],
        ),
        column(
            "tax_kind",
            Text,
            "征收项目",
            "Kind of tax",
            "增值税、企业所得税等",
            "Value-added tax, income tax, …",
            &["税种", "征收品目", "税种名称"],
        )
        .required(),
        column(
            "period",
            super::super::ColumnKind::Period,
            "税款所属期",
            "Period",
            "税款属于哪个时期",
            "The period that the tax is for",
            &["所属期", "税款所属时期", "所属月份", "属期", "年月"],
        )
        .required(),
        column(
            "paid",
            Date,
            "入库日期",
            "Paid",
            "缴款或入库的日期",
            "The day it was paid",
            &["缴款日期", "征收日期", "上解日期"],
        ),
        money("value", "实缴金额", "Value", &["入库金额", "税额", "实缴税额", "已缴税额", "应补退税额", "金额"]),
        SOURCE,
        NOTE,
    ],
};

pub(super) const ELECTRICITY_USE_TABLE: Table = Table {
    name: "electricity_use",
    title: text("用电", "Use of electricity"),
    help: text("一个用户、行业或地区在一个时期的用电量", "What a customer, an industry or a region used in a period"),
    key: &["account", "firm_id", "region", "industry", "period"],
    columns: &[
        column(
            "account",
            Text,
            "户号",
            "Account",
            "用电户号；汇总数据留空",
            "Number of the customer; blank in totals",
            &["用户编号", "用电户号"],
        ),
        credit("firm_id", "统一社会信用代码", "Firm id", &["社会信用代码"]),
        firm("firm_name", "用户名称", "Customer", &["户名", "企业名称", "用电户名"]),
        place("region", "区域", "Region", &["地区", "行政区划", "供电区域", "城市", "区域代码"]),
        column("industry", INDUSTRY, "行业", "Industry", "行业代码", "Code of the industry", &["行业代码", "行业类别"]),
        column(
            "period",
            super::super::ColumnKind::Period,
            "月份",
            "Period",
            "用电的时期",
            "The period of use",
            &["年月", "电费年月", "统计月份", "日期", "年份", "month"],
        )
        .required(),
        column(
            "energy",
            Number,
            "用电量",
            "Energy",
            "千瓦时；空白表示未知，不是零",
            "In kilowatt-hours; blank means unknown, not zero",
            &["电量", "全社会用电量", "工业用电量", "售电量"],
        )
        .unit("kWh"),
        column(
            "capacity",
            Number,
            "装机容量",
            "Capacity",
            "报装容量，千伏安",
            "Contracted capacity in kVA",
            &["报装容量", "合同容量", "运行容量"],
        )
        .unit("kVA"),
        SOURCE,
        NOTE,
    ],
};

pub(super) const SHIPMENT_TABLE: Table = Table {
    name: "shipment",
    title: text("货运", "Shipments"),
    help: text(
        "一张运单：什么货，从哪里到哪里，何时，多重",
        "A waybill: what went from where to where, when, and how heavy it was",
    ),
    key: &["waybill"],
    columns: &[
        column(
            "waybill",
            Text,
            "运单号",
            "Waybill",
            "运单编号",
            "Number of the waybill",
            &["运单编号", "快递单号", "提单号", "货运单号"],
        )
        .required(),
        column(
            "shipped",
            Date,
            "发货日期",
            "Shipped",
            "发出的日期",
            "The day it left",
            &["发运日期", "起运日期", "托运日期", "揽收日期"],
        )
        .required(),
        column(
            "arrived",
            Date,
            "到达日期",
            "Arrived",
            "到达或签收的日期；空白表示未到或未知",
            "The day it arrived; blank: not yet, or not known",
            &["签收日期", "到货日期", "送达日期"],
        ),
        place("origin", "始发地", "Origin", &["起运地", "发货地", "出发地", "起点", "始发区域代码"]).required(),
        place("destination", "目的地", "Destination", &["到达地", "收货地", "终点", "目的区域代码"]).required(),
        credit("shipper_id", "发货人代码", "Shipper id", &["托运人代码", "发货人统一社会信用代码"]),
        firm("shipper_name", "发货人", "Shipper", &["托运人", "发货单位"]),
        credit("consignee_id", "收货人代码", "Consignee id", &["收货人统一社会信用代码"]),
        firm("consignee_name", "收货人", "Consignee", &["收货单位"]),
        COMMODITY_NAME,
        column(
            "mode",
            Choice { of: &["road", "rail", "water", "air", "pipeline", "parcel"] },
            "运输方式",
            "Mode",
            "road 公路；rail 铁路；water 水路；air 航空；pipeline 管道；parcel 快递",
            "road, rail, water, air, pipeline or parcel",
            &["货运方式"],
        ),
        column(
            "weight",
            Number,
            "重量",
            "Weight",
            "千克；空白表示未知，不是零",
            "In kilograms; blank means unknown, not zero",
            &["货物重量", "毛重", "货重", "计费重量"],
        )
        .unit("kg"),
        column("pieces", Number, "件数", "Pieces", "件数；空白表示未知", "How many; blank: unknown", &["箱数"]),
        money("freight", "运费", "Freight", &["运输费用", "运费金额"]),
        SOURCE,
        NOTE,
    ],
};
