//! The form of an agreement: its fields, and the kinds of clauses.

use super::field::Shape::{
    Amounts, Blocks, Boolean, Choice, Choices, Clauses, Day, Integer, Money, Number, Numbers, Parties, Party, Period,
    Share, Shares, Text, Texts,
};
use super::field::{Field, Kind, may, must};
use liantu_model::text::text;

/// The version of the form that this program reads.
pub const FORMAT: i64 = 1;

/// Kinds of agreements: those of the templates.
pub const KINDS: &[&str] = &[
    "forward_enclave",
    "reverse_enclave",
    "two_way_enclave",
    "co_built_park",
    "build_operate_transfer",
    "zone_of_parks",
    "alliance",
    "fund",
    "recognition",
    "other",
];
/// Levels of parties; the last four hold money for others.
pub const LEVELS: &[&str] =
    &["nation", "province", "city", "county", "town", "park", "firm", "institution", "fund", "pool", "escrow", "bank"];
const ROLES: &[&str] =
    &["fly_out", "fly_in", "host", "investor", "operator", "member", "coordinator", "guarantor", "mediator", "team"];
const DAYS: super::field::Shape = Integer(0, 36_500);

/// The fields of the whole.
pub const AGREEMENT: &[Field] = &[
    must("format", Integer(1, FORMAT), "格式版本，现为 1", "Version of this form: 1"),
    must("id", Text, "协议编号", "Identifier"),
    may("title_zh", Text, "中文名称", "Title in Chinese"),
    may("title_en", Text, "英文名称", "Title in English"),
    must("kind", Choice(KINDS), "协议类型", "Kind of agreement"),
    may("signed", Day, "签署日", "Day of signature"),
    must("start", Day, "生效日", "First day of the term"),
    may("end", Day, "期满日（不含）", "First day after the term"),
    may("currency", Text, "货币（ISO 4217），缺省 CNY", "Currency (ISO 4217); CNY where absent"),
    may(
        "remainder",
        Text,
        "除不尽的最小单位归谁：largest、first、last 或某一方",
        "Who gets the minor units that are left over: largest, first, last or a party",
    ),
    may(
        "straddle",
        Choice(&["refuse", "days"]),
        "跨越条款变更日的数据：refuse 不结算并报告，days 按天数拆分",
        "Amounts whose period runs across a change of terms: refuse them with a finding, or divide them by days",
    ),
    may(
        "due_days",
        DAYS,
        "期末后多少天到期，缺省 0",
        "Days after the end of a period when it falls due; 0 where absent",
    ),
    may("standard", Text, "所依据的标准", "The standard it rests on"),
    may("plan", Text, "所依据的规划", "The plan it rests on"),
    may("owner", Party, "牵头责任方", "The party that answers for it"),
    may("budget", Money, "预算", "Budget"),
    must("party", Blocks(PARTY), "协议方", "The parties"),
    may("clause", Clauses, "条款", "The clauses"),
    may("amendment", Blocks(AMENDMENT), "修订", "Amendments"),
    may("succession", Blocks(SUCCESSION), "协议方的合并、更名与承继", "Parties that are merged, renamed or succeeded"),
    may("note", Text, "说明", "Note"),
];

/// The fields of a party.
pub const PARTY: &[Field] = &[
    must("id", Text, "编号", "Identifier"),
    may("name_zh", Text, "中文名", "Name in Chinese"),
    may("name_en", Text, "英文名", "Name in English"),
    must("level", Choice(LEVELS), "层级", "Level"),
    may("region", Text, "行政区划代码", "Code of its region"),
    may("role", Choice(ROLES), "角色", "Role"),
    may("equity", Share, "股权比例", "Share of the equity"),
    may("start", Day, "加入日", "Day on which it joins"),
    may("end", Day, "退出日（不含）", "First day on which it is no longer a party"),
];

const AMENDMENT: &[Field] = &[
    must("id", Text, "编号", "Identifier"),
    must("signed", Day, "签署日", "Day of signature"),
    must("effective", Day, "生效日；早于签署日即追溯", "Day from which it holds; before the signature: retroactive"),
    may("reason", Text, "理由", "Reason"),
    may("clause", Clauses, "替换（同编号）或新增的条款", "Clauses that replace those of the same id, or are added"),
    may("ends", Texts, "自生效日起终止的条款", "Clauses that end on that day"),
];

const SUCCESSION: &[Field] = &[
    must("from", Parties, "被承继方", "The parties that are succeeded"),
    must("to", Party, "承继方", "The successor"),
    must("on", Day, "承继日", "The day"),
    must("reason", Choice(&["merger", "rename", "transfer"]), "原因", "Reason"),
];

/// The fields that every clause has.
pub const CLAUSE: &[Field] = &[
    must("id", Text, "条款编号", "Identifier"),
    must("kind", Text, "条款类型", "Kind of clause"),
    may("start", Day, "起始日，缺省为协议生效日", "First day; that of the agreement where absent"),
    may("end", Day, "终止日（不含），缺省为协议期满日", "First day after; that of the agreement where absent"),
    may("currency", Text, "货币，缺省为协议货币", "Currency; that of the agreement where absent"),
    may("title_zh", Text, "中文名称", "Title in Chinese"),
    may("title_en", Text, "英文名称", "Title in English"),
    may("note", Text, "说明", "Note"),
];

const ITEMS: Field = must("items", Texts, "所分的项目，如 vat、cit、output", "What is divided: vat, cit, output, …");
const SHARES: Field = must("shares", Shares, "各方份额，合计为 1", "Shares of the parties, which add up to 1");
const FIRM: &[Field] = &[
    must("id", Text, "企业（主体编号）", "The firm (identifier of the actor)"),
    must("listed", Boolean, "是否在两地政府确认的名单内", "Whether both governments have it on their list"),
    must("government_led", Boolean, "是否由迁出地政府主导迁移", "Whether the government of the origin led the move"),
    must("before", Period, "迁移前三年", "The three years before the move"),
    may("production", Day, "达产之日；空白表示尚未达产", "The day from which it produces; absent: not yet"),
];
const LAYER: &[Field] = &[
    must("party", Party, "承担方", "Who bears it"),
    must("share", Share, "承担比例", "Share of the loss"),
    may("limit", Money, "累计上限或余额", "Limit in all, or balance of the pool"),
];
const STEP: &[Field] =
    &[must("at", Number, "指标值下限", "From this value of the indicator"), must("factor", Number, "系数", "Factor")];
const STAGE: &[Field] = &[
    must(
        "level",
        Choice(&["execution", "coordination", "decision", "mediation", "arbitration", "court"]),
        "层级",
        "Level",
    ),
    may("body", Text, "机构", "Body"),
    must("days", DAYS, "期限（天）", "Days to settle it"),
];
const TURN: &[Field] = &[
    must("party", Party, "主导方", "Who leads"),
    must("start", Day, "起始日", "First day"),
    must("end", Day, "终止日（不含）", "First day after"),
    must("reason", Text, "理由", "Reason"),
];

/// The kinds of clauses.
pub const CLAUSES: &[Kind] = &[
    Kind {
        word: "revenue",
        title: text("收益分成（税收、产值、利润、股权）", "Shares of a revenue: tax, output, profit, equity"),
        fields: &[
            ITEMS,
            may("shares", Shares, "各方份额；缺省按股权", "Shares of the parties; by equity where absent"),
            may(
                "cap",
                Amounts,
                "某方累计所得的上限，超出部分留在所在地",
                "Limit of what a party gets in all; the rest stays with the holder",
            ),
            may("ratchet", Text, "按此条款的考核系数调整", "Adjusted by the factor of this ratchet clause"),
        ],
    },
    Kind {
        word: "increment",
        title: text("增量分成（基数冻结）", "Shares of the increment over a frozen base"),
        fields: &[
            ITEMS,
            SHARES,
            may("base", Money, "每年的基数；新设企业为 0", "Base of a year; 0 for new firms"),
            may("base_period", Period, "以这一整年的实际数为基数", "The base is what was collected in this whole year"),
            may(
                "per",
                Choice(&["total", "actor"]),
                "基数按全部或逐个企业计，缺省 total",
                "The base counts for all together (default) or for each actor",
            ),
        ],
    },
    Kind {
        word: "relocation",
        title: text("迁移企业税收分享（财预〔2015〕92号）", "Tax of relocated firms (财预〔2015〕92号)"),
        fields: &[
            ITEMS,
            must("origin", Party, "迁出地", "Origin"),
            must("destination", Party, "迁入地", "Destination"),
            may("rule", Text, "规则表，缺省 tax_relocation", "Table of rules; tax_relocation where absent"),
            must("firm", Blocks(FIRM), "名单内企业", "The firms on the list"),
        ],
    },
    Kind {
        word: "apportionment",
        title: text(
            "总分机构三因素分配（财预〔2012〕40号）",
            "Head office and branches by three factors (财预〔2012〕40号)",
        ),
        fields: &[
            ITEMS,
            must("head", Party, "总机构所在地", "Place of the head office"),
            must("branches", Parties, "分支机构所在地", "Places of the branches"),
            may("rule", Text, "规则表，缺省 branch_apportionment", "Table of rules; branch_apportionment where absent"),
        ],
    },
    Kind {
        word: "two_bucket",
        title: text(
            "两类收益：研发收益归公司，增值收益按股权",
            "Two buckets: income from research to the company, appreciation by equity",
        ),
        fields: &[
            must("research", Texts, "研发收益项目", "Items of income from research"),
            must("company", Party, "公司", "The company"),
            must("appreciation", Texts, "增值收益项目", "Items of appreciation"),
            may("shares", Shares, "增值收益份额；缺省按股权", "Shares of the appreciation; by equity where absent"),
        ],
    },
    Kind {
        word: "indicator",
        title: text(
            "统计指标分算（GDP、产值、能耗、排放、用地）",
            "Indicators credited to the parties: GDP, output, energy, emissions, land",
        ),
        fields: &[ITEMS, SHARES],
    },
    Kind {
        word: "cost",
        title: text("成本分担", "Shares of a cost"),
        fields: &[
            ITEMS,
            SHARES,
            may(
                "limit",
                Money,
                "共同承担的累计上限，超出由支出方承担",
                "Limit of what is borne together; the payer bears the rest",
            ),
        ],
    },
    Kind {
        word: "fund",
        title: text("共同基金：认缴、缴款、分配", "Joint fund: commitments, calls, distributions"),
        fields: &[
            must("fund", Party, "基金账户", "The account of the fund"),
            must("commitments", Amounts, "各方认缴额", "What the parties commit"),
            may("call", Text, "缴款项目，缺省 call", "Item of calls; `call` where absent"),
            may(
                "distribution",
                Text,
                "分配项目，缺省 distribution",
                "Item of distributions; `distribution` where absent",
            ),
        ],
    },
    Kind {
        word: "waterfall",
        title: text(
            "损失分层分担（担保、银行、资金池、再担保）",
            "Loss waterfall: guarantee, bank, pool, re-guarantee",
        ),
        fields: &[
            ITEMS,
            must("layer", Blocks(LAYER), "各层", "The layers"),
            must("last", Party, "不足部分的承担方", "Who bears what the others do not"),
        ],
    },
    Kind {
        word: "bond",
        title: text("保证金（托管）", "Bond in escrow"),
        fields: &[
            must("party", Party, "缴存方", "Who pays it in"),
            must("escrow", Party, "托管账户", "The account that holds it"),
            must("amount", Money, "金额", "Amount"),
            may(
                "grace_days",
                DAYS,
                "逾期多少天后可动用，缺省 30",
                "Days of arrears before it is drawn on; 30 where absent",
            ),
        ],
    },
    Kind {
        word: "ratchet",
        title: text("绩效对赌与动态调整", "Performance ratchet"),
        fields: &[
            must("item", Text, "考核指标", "The indicator"),
            must("step", Blocks(STEP), "分档，按 at 递增", "Steps, by rising `at`"),
        ],
    },
    Kind {
        word: "recognition",
        title: text("互认", "Recognition"),
        fields: &[
            must(
                "subjects",
                Choices(&[
                    "voucher",
                    "provider",
                    "talent",
                    "title",
                    "certificate",
                    "test_result",
                    "high_tech_firm",
                    "standard",
                    "permit",
                    "research_equipment",
                    "research_sample",
                    "research_data",
                ]),
                "互认的对象",
                "What is recognised",
            ),
            must("by", Parties, "承认方", "Who recognises"),
            must("of", Parties, "被承认方", "Whose are recognised"),
            may("condition", Text, "条件", "Condition"),
        ],
    },
    Kind {
        word: "quota",
        title: text("指标额度（用地、能耗、排放）", "Quota: land, energy, emissions"),
        fields: &[ITEMS, must("holdings", Numbers, "各方额度", "What the parties hold")],
    },
    Kind {
        word: "voucher",
        title: text("创新券通用通兑", "Innovation vouchers"),
        fields: &[
            must("home", Parties, "承担券额的注册地", "Home places that bear the cost"),
            must("providers", Parties, "服务机构所在地", "Places of the providers"),
            may("rule", Text, "规则表，缺省 innovation_voucher", "Table of rules; innovation_voucher where absent"),
        ],
    },
    Kind {
        word: "rotation",
        title: text("轮值主导", "Rotating lead"),
        fields: &[
            must("order", Parties, "轮值次序", "The order"),
            must("months", Integer(1, 1200), "每任月数", "Months of a turn"),
            may("override", Blocks(TURN), "临时调整", "Exceptions"),
        ],
    },
    Kind {
        word: "duty",
        title: text("义务与会议", "Duty or meeting"),
        fields: &[
            must("owner", Party, "责任方", "Who answers for it"),
            must("what", Text, "内容", "What is to be done"),
            must("first", Day, "首次到期日", "First due day"),
            may("every_months", Integer(1, 1200), "每隔几个月；空白为一次性", "Months between two; once where absent"),
        ],
    },
    Kind {
        word: "hand_over",
        title: text("期满移交", "Hand-over at the end of the term"),
        fields: &[
            must("from", Party, "移交方", "Who hands over"),
            must("to", Party, "接收方", "Who receives"),
            must("assets", Text, "资产", "What is handed over"),
        ],
    },
    Kind {
        word: "exit",
        title: text("退出", "Exit"),
        fields: &[
            must(
                "triggers",
                Choices(&["term_end", "arrears", "target_missed", "notice"]),
                "触发条件",
                "What triggers it",
            ),
            may("arrears_days", DAYS, "逾期天数", "Days of arrears"),
            must("notice_days", DAYS, "通知期（天）", "Days of notice"),
            must("valuation", Choice(&["income", "book"]), "估值方式", "How it is valued"),
            may("buyer", Party, "受让方", "Who buys"),
            may("seller", Party, "退出方", "Who leaves"),
            may("flow", Text, "收益法所用项目", "Item whose flow is valued"),
            may("book", Text, "账面值项目", "Item of the book value"),
            may("rate", Number, "折现率（每年）", "Discount rate of a year"),
            may("floor", Money, "底价", "Floor"),
        ],
    },
    Kind {
        word: "dispute",
        title: text("争议解决", "Dispute"),
        fields: &[must("step", Blocks(STAGE), "逐级步骤", "The steps, one after the other")],
    },
];

/// The kind of clause that `word` names.
pub fn kind(word: &str) -> Option<&'static Kind> {
    CLAUSES.iter().find(|kind| kind.word == word)
}
