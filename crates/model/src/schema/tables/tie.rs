//! Who with whom: actors, agreements, links, practice modes.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Boolean, Choice, Code, Integer, List, Number, Reference, Text};
use super::super::Table;
use super::columns::*;
use crate::code::CodeSystem;
use crate::text::text;

pub(super) const ACTOR_TABLE: Table = Table {
    name: "actor",
    title: text("主体", "Actors"),
    help: text(
        "政府、园区、企业、机构、平台、联盟等参与者；区域本身也可以是主体",
        "Who takes part: governments, parks, firms, institutes, platforms, alliances; a region can be an actor too",
    ),
    key: &["actor_id"],
    columns: &[
        id("actor_id", &["主体代码", "企业代码", "id"]),
        NAME_ZH,
        NAME_EN,
        column(
            "kind",
            Choice { of: ACTOR_KINDS },
            "类型",
            "Kind",
            "主体类型",
            "Kind of actor",
            &["主体类型", "type", "actor_type"],
        )
        .required(),
        column(
            "region",
            REGION,
            "所在区域",
            "Region",
            "所在的最细一级区域；区域主体为其自身；跨区域或不明则空白",
            "The narrowest region it lies in; for a region, itself; blank if it lies in several or is unknown",
            &["所在地", "地区", "城市", "区域代码", "city", "location"],
        ),
        column(
            "parent",
            ACTOR,
            "上级主体",
            "Parent",
            "隶属的主体",
            "The actor it belongs to",
            &["上级", "母公司", "parent_id"],
        ),
        column(
            "credit_code",
            Code { system: CodeSystem::SocialCredit },
            "统一社会信用代码",
            "Unified social credit code",
            "18 位，含校验码",
            "18 characters with a check character",
            &["信用代码", "社会信用代码", "uscc"],
        ),
        column("industry", INDUSTRY, "行业", "Industry", "主要行业", "Main industry", &["行业代码", "所属行业"]),
        LON,
        LAT,
        START,
        END,
        ALIASES,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const LINK_KIND_TABLE: Table = Table {
    name: "link_kind",
    title: text("联系类型", "Link kinds"),
    help: text("每张网的建构机制及其具体形式", "The construction mechanisms of each network and their concrete forms"),
    key: &["layer", "kind"],
    columns: &[
        LAYER_COLUMN.required(),
        column("kind", Text, "类型", "Kind", "类型代码", "Identifier of the kind", &[]).required(),
        column(
            "mechanism",
            Choice { of: MECHANISMS },
            "建构机制",
            "Mechanism",
            "所属的建构机制",
            "Construction mechanism it belongs to",
            &["机制"],
        )
        .required(),
        TITLE_ZH,
        TITLE_EN,
        column(
            "enclave",
            Choice { of: ENCLAVES },
            "飞地类型",
            "Enclave type",
            "若为飞地，其类型",
            "Type of enclave, if it is one",
            &[],
        ),
        column(
            "alliance",
            Boolean,
            "联盟",
            "Alliance",
            "是否为联盟的成员关系",
            "Whether it is membership of an alliance",
            &[],
        ),
        NOTE,
    ],
};

pub(super) const AGREEMENT_TABLE: Table = Table {
    name: "agreement",
    title: text("协议", "Agreements"),
    help: text(
        "双方或多方的一项约定；多方约定是一件事，不是若干对",
        "What two or more parties agreed; a multi-party agreement is one thing, not many pairs",
    ),
    key: &["agreement_id"],
    columns: &[
        id("agreement_id", &["协议代码", "协议编号"]),
        TITLE_ZH,
        TITLE_EN,
        LAYER_COLUMN.required(),
        column("kind", Text, "类型", "Kind", "link_kind 中的类型", "A kind of link_kind", &[]).required(),
        STATUS,
        column(
            "industry",
            Text,
            "产业领域",
            "Field of industry",
            "联盟或协议所属的产业领域",
            "The field of industry an alliance or agreement belongs to",
            &["产业"],
        ),
        column(
            "coordinator",
            ACTOR,
            "统筹方",
            "Coordinator",
            "共同的统筹主体",
            "The actor that coordinates it",
            &["牵头单位"],
        ),
        START,
        END,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const PARTY_TABLE: Table = Table {
    name: "party",
    title: text("协议方", "Parties"),
    help: text("谁是协议的一方", "Who is a party to an agreement"),
    key: &["agreement_id", "actor_id"],
    columns: &[
        column(
            "agreement_id",
            Reference { table: "agreement", column: "agreement_id" },
            "协议",
            "Agreement",
            "所属协议",
            "The agreement",
            &[],
        )
        .required(),
        column("actor_id", ACTOR, "主体", "Actor", "协议方", "The party", &[]).required(),
        column(
            "role",
            Choice { of: &["party", "carrier", "provider", "receiver"] },
            "角色",
            "Role",
            "在协议中的角色",
            "Role in the agreement",
            &[],
        ),
    ],
};

pub(super) const MODE_TABLE: Table = Table {
    name: "mode",
    title: text("实践模式", "Practice modes"),
    help: text("跨区域联动合作的实践模式", "A practice mode of cross-regional cooperation"),
    key: &["mode"],
    columns: &[
        id("mode", &[]),
        NAME_ZH,
        NAME_EN,
        column("case_area", REGION, "案例", "Case", "作为案例的功能区", "The functional area that is its case", &[]),
        column(
            "layers",
            List,
            "主导网络",
            "Dominant layers",
            "主导的网络，以 | 分隔",
            "Dominant layers, separated by |",
            &[],
        ),
        SOURCE,
        SECTION,
    ],
};

pub(super) const MODE_STAGE_TABLE: Table = Table {
    name: "mode_stage",
    title: text("模式阶段", "Stages of modes"),
    help: text("实践模式的一个阶段；左闭右开", "A stage of a practice mode; half-open"),
    key: &["mode", "stage"],
    columns: &[
        column("mode", Reference { table: "mode", column: "mode" }, "模式", "Mode", "模式代码", "The mode", &[])
            .required(),
        column("stage", Integer, "阶段", "Stage", "阶段序号", "Number of the stage", &[]).required().range(1.0, 99.0),
        TITLE_ZH,
        TITLE_EN,
        column(
            "layers",
            List,
            "主导网络",
            "Dominant layers",
            "主导的网络，以 | 分隔",
            "Dominant layers, separated by |",
            &[],
        ),
        START,
        END,
        SOURCE,
        SECTION,
    ],
};

pub(super) const LINK_TABLE: Table = Table {
    name: "link",
    title: text("联系", "Links"),
    help: text("两个主体在一张网中的一条联系", "One connection of two actors in one network"),
    key: &["link_id"],
    columns: &[
        id("link_id", &["联系代码", "id"]),
        column(
            "from_actor",
            ACTOR,
            "起点",
            "From",
            "发出方主体",
            "The actor it starts from",
            &["甲方", "发出方", "供应商", "卖方", "from", "supplier", "seller", "source_actor"],
        )
        .required(),
        column(
            "to_actor",
            ACTOR,
            "终点",
            "To",
            "接收方主体",
            "The actor it goes to",
            &["乙方", "接收方", "客户", "买方", "to", "target", "buyer", "customer"],
        )
        .required(),
        LAYER_COLUMN.required(),
        column("kind", Text, "类型", "Kind", "link_kind 中的类型", "A kind of link_kind", &["联系类型", "link_type"]),
        column(
            "direction",
            Choice { of: &["forward", "reverse", "two_way", "multi"] },
            "方向",
            "Direction",
            "forward：由中心或供给方到外围或接收方；reverse：相反；two_way：双向；multi：多方之一；空白视为 forward",
            "forward: core or provider to periphery or receiver; reverse: the other way; two_way; multi: one party of many. Blank counts as forward",
            &[],
        ),
        column(
            "stage",
            Choice { of: STAGES },
            "环节",
            "Stage",
            "创新链或产业链的环节",
            "Stage of the innovation or industry chain",
            &[],
        ),
        column(
            "weight",
            Number,
            "权重",
            "Weight",
            "联系强度；空白表示未知，此时按条数计",
            "Strength; blank means unknown, and the link is counted",
            &["强度", "金额", "value", "amount"],
        )
        .range(0.0, 1e18),
        UNIT,
        START,
        END,
        column(
            "time_basis",
            Choice { of: &["stated", "stage", "unknown"] },
            "时间依据",
            "Basis of time",
            "时间来自陈述、所属阶段或未知",
            "Whether the time is stated, that of the stage, or unknown",
            &[],
        ),
        STATUS,
        column(
            "layer_basis",
            Choice { of: &["stated", "taxonomy"] },
            "归层依据",
            "Basis of the layer",
            "网络由来源明示，或按机制分类归入",
            "Whether the source names the network or the taxonomy of mechanisms assigns it",
            &[],
        ),
        column(
            "agreement_id",
            Reference { table: "agreement", column: "agreement_id" },
            "协议",
            "Agreement",
            "所属协议",
            "The agreement it belongs to",
            &["协议编号"],
        ),
        column(
            "mode",
            Reference { table: "mode", column: "mode" },
            "模式",
            "Mode",
            "所属实践模式",
            "The practice mode it belongs to",
            &[],
        ),
        column("mode_stage", Integer, "模式阶段", "Stage of the mode", "所属模式的阶段", "The stage of the mode", &[])
            .range(1.0, 99.0),
        OBSERVATION,
        SOURCE,
        SECTION,
        NOTE,
    ],
};
