//! Who needs what and who offers it, how they rank each other, and what groups gain together.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, List, Number, Text};
use super::super::{Column, Table};
use super::columns::*;
use crate::text::text;

const KIND: Column = column(
    "kind",
    Choice { of: &["technology", "service", "talent", "instrument", "land", "capital", "site", "supplier"] },
    "类别",
    "Kind",
    "技术、服务、人才、仪器、用地、资本、场地或配套；只有同类的需求与供给才相配",
    "Technology, service, talent, instrument, land, capital, site or supplier; only needs and offers of one kind are matched",
    &["需求类型", "供给类型", "类型", "type"],
)
.required();
const WHO: Column = column(
    "actor",
    ACTOR,
    "主体",
    "Actor",
    "提出的主体；空白表示由区域提出",
    "The actor whose it is; blank: the region's own",
    &["企业", "单位", "机构", "actor_id"],
);
const WHERE: Column = column(
    "region",
    REGION,
    "所在区域",
    "Region",
    "所在区域代码",
    "Code of the region it is in",
    &["地区", "城市", "区域代码", "city"],
);
const BRANCH: Column = column(
    "industry",
    INDUSTRY,
    "行业",
    "Industry",
    "所属行业代码；逐级编码的前缀相同即为相关",
    "Code of the industry it belongs to; the longer the common beginning of two codes, the more related they are",
    &["行业代码", "所属行业"],
);
const TEXT_ZH: Column = column(
    "text_zh",
    Text,
    "中文说明",
    "Text in Chinese",
    "内容说明，用于文字相似度",
    "What it is about, for the similarity of texts",
    &["描述", "内容", "description"],
);
const TEXT_EN: Column = column(
    "text_en",
    Text,
    "英文说明",
    "Text in English",
    "内容的英文说明",
    "What it is about, in English",
    &["english_text"],
);
const QUANTITY: Column = column(
    "quantity",
    Number,
    "数量",
    "Quantity",
    "数量，以 unit 计；空白表示未知",
    "How much, in the unit; blank means unknown",
    &["规模", "面积", "人数"],
)
.range(0.0, 1e18);
const ATTRIBUTES: Column = column(
    "attributes",
    List,
    "属性",
    "Attributes",
    "自身的属性，写作 名称=数值或文字，以 | 分隔，如 power_kw=800|certificate=CNAS",
    "What it has, written name=value and separated by |, such as power_kw=800|certificate=CNAS",
    &["特征", "资质"],
);
const REQUIREMENTS: Column = column(
    "requirements",
    List,
    "硬性要求",
    "Requirements",
    "对方的属性必须满足的条件，以 | 分隔：名称=值、名称!=值、名称>=数、名称<=数、名称>数、名称<数；对方没有该属性即为不知",
    "Conditions on the attributes of the other side, separated by |: name=value, name!=value, name>=number, name<=number, name>number, name<number; an attribute that the other side does not state is not known",
    &["要求", "条件"],
);
const STATE: Column = column(
    "status",
    Choice { of: &["open", "contacted", "meeting", "team", "agreed", "closed", "withdrawn"] },
    "状态",
    "Status",
    "open 待对接，contacted 已联系，meeting 已会面，team 已组队，agreed 已签约，closed 已办结，withdrawn 已撤回；空白视为 open",
    "open, contacted, meeting (they met), team (a team was formed), agreed, closed, withdrawn; blank counts as open",
    &["对接状态"],
);

pub(super) const NEED_TABLE: Table = Table {
    name: "need",
    title: text("需求", "Needs"),
    help: text(
        "谁在何处需要什么：技术、服务、人才、仪器、用地、资本、场地、配套；揭榜项目也是需求",
        "Who needs what and where: technology, services, talent, instruments, land, capital, sites, suppliers; a call for bids is a need too",
    ),
    key: &["need_id"],
    columns: &[
        id("need_id", &["需求编号", "榜单编号"]),
        KIND,
        WHO,
        WHERE,
        BRANCH,
        TITLE_ZH,
        TITLE_EN,
        TEXT_ZH,
        TEXT_EN,
        QUANTITY,
        UNIT,
        column(
            "price",
            Number,
            "最高出价",
            "Price",
            "最多愿付，按单位数量或整体，与供给同口径；揭榜项目为其预算",
            "The most it pays, for a unit or as a whole as the offers are; the budget of a call",
            &["预算", "价格", "budget"],
        )
        .range(0.0, 1e18),
        column("currency", Text, "币种", "Currency", "价格的币种，如 CNY", "Currency of the price, such as CNY", &[]),
        REQUIREMENTS,
        ATTRIBUTES,
        LON,
        LAT,
        START,
        END,
        STATE,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const OFFER_TABLE: Table = Table {
    name: "offer",
    title: text("供给", "Offers"),
    help: text(
        "谁在何处能提供什么；对某一需求的应答（如揭榜）注明所应答的需求",
        "Who can give what and where; an answer to one need, such as a bid for a call, names it",
    ),
    key: &["offer_id"],
    columns: &[
        id("offer_id", &["供给编号", "应答编号"]),
        KIND,
        WHO,
        WHERE,
        BRANCH,
        TITLE_ZH,
        TITLE_EN,
        TEXT_ZH,
        TEXT_EN,
        QUANTITY,
        UNIT,
        column(
            "price",
            Number,
            "最低要价",
            "Price",
            "最少要得，按单位数量或整体，与需求同口径",
            "The least it asks, for a unit or as a whole as the needs are",
            &["报价", "价格"],
        )
        .range(0.0, 1e18),
        column("currency", Text, "币种", "Currency", "价格的币种，如 CNY", "Currency of the price, such as CNY", &[]),
        REQUIREMENTS,
        ATTRIBUTES,
        column(
            "answers",
            super::super::ColumnKind::Reference { table: "need", column: "need_id" },
            "所应答的需求",
            "Answers",
            "只应答这一需求；空白表示可供任何需求",
            "The one need that it answers; blank: open to any",
            &["揭榜项目"],
        ),
        LON,
        LAT,
        START,
        END,
        STATE,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const PREFERENCE_TABLE: Table = Table {
    name: "preference",
    title: text("意愿", "Preferences"),
    help: text(
        "一方对另一方的排序或评分；未列出者即不接受",
        "How one side ranks or scores the other; whoever is not listed is not acceptable",
    ),
    key: &["side", "chooser", "chosen"],
    columns: &[
        column(
            "side",
            Choice { of: &["need", "offer"] },
            "选择方属于",
            "Side",
            "选择方是需求方还是供给方",
            "Whether the chooser is on the side of needs or of offers",
            &["方"],
        )
        .required(),
        column(
            "chooser",
            Text,
            "选择方",
            "Chooser",
            "作出排序者的编号",
            "Identifier of who ranks",
            &["意愿方", "from_id"],
        )
        .required(),
        column("chosen", Text, "被选方", "Chosen", "被排序者的编号", "Identifier of who is ranked", &["志愿", "to_id"])
            .required(),
        column(
            "rank",
            super::super::ColumnKind::Integer,
            "名次",
            "Rank",
            "1 为最优；名次相同即为并列",
            "1 is the best; equal ranks are ties",
            &["志愿序", "次序"],
        )
        .range(1.0, 1e9),
        column(
            "score",
            Number,
            "评分",
            "Score",
            "越大越好；没有名次时按评分排序",
            "More is better; without ranks the scores give the order",
            &["得分", "收益", "weight"],
        ),
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const RISK_TABLE: Table = Table {
    name: "risk",
    title: text("风险分担", "Risks"),
    help: text(
        "一项协议的一类风险由一方分担的比例；同一风险各方各列一行",
        "The part of a risk of an agreement that a party bears; a row for each party",
    ),
    key: &["agreement", "risk", "party"],
    columns: &[
        column("agreement", Text, "协议", "Agreement", "协议代码", "Identifier of the agreement", &["协议代码"])
            .required(),
        column("risk", Text, "风险", "Risk", "风险的代码或名称", "Identifier or name of the risk", &["风险名称"])
            .required(),
        column(
            "kind",
            Choice { of: &["market", "administrative", "upfront", "sustainability", "other"] },
            "类别",
            "Kind",
            "市场、行政、前期投入、可持续性或其他",
            "Market, administrative, upfront capital, sustainability or other",
            &["风险类别"],
        ),
        column("party", Text, "一方", "Party", "承担者", "Who bears it", &["承担方"]).required(),
        column(
            "probability",
            Number,
            "可能性",
            "Probability",
            "协议期内发生的可能性；各行相同，可只填一行",
            "That it comes true within the term; the same in all rows, one is enough",
            &["概率"],
        )
        .range(0.0, 1.0),
        column(
            "loss",
            Number,
            "损失",
            "Loss",
            "发生时的全部损失；各行相同，可只填一行",
            "The whole loss if it comes true; the same in all rows, one is enough",
            &["损失额"],
        )
        .range(0.0, 1e18),
        column("share", Number, "分担比例", "Share", "该方承担的比例", "The part that the party bears", &["比例"])
            .range(0.0, 1.0),
        UNIT,
        OBSERVATION,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const COALITION_TABLE: Table = Table {
    name: "coalition",
    title: text("联盟价值", "Worth of coalitions"),
    help: text(
        "若只有这些成员合作，能得到的净收益（或要承担的成本）；空白表示未知，不是零",
        "The net benefit (or cost) if these members and nobody else work together; blank means unknown, not zero",
    ),
    key: &["game", "members"],
    columns: &[
        column("game", Text, "博弈", "Game", "分配问题的代码", "Identifier of the problem of division", &["项目"])
            .required(),
        column(
            "members",
            List,
            "成员",
            "Members",
            "成员代码，以 | 分隔，次序不论",
            "The members, separated by |, in any order",
            &["联盟", "参与方"],
        )
        .required(),
        column(
            "value",
            Number,
            "价值",
            "Value",
            "联盟的净收益或成本",
            "Net benefit or cost of the coalition",
            &["收益", "成本", "worth"],
        ),
        UNIT,
        OBSERVATION,
        SOURCE,
        SECTION,
        NOTE,
    ],
};
