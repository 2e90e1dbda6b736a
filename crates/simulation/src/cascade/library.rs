//! Ready-made shocks: what happened or is feared, in the form of the table `shock`, each with what is known of it and what is
//! assumed.

use super::declare::{SHOCK_TABLE, count, number, words};
use liantu_model::Method;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;

/// The shocks that ship, as CSV with the native columns; the note of each says what is known and what is assumed.
pub const SHOCKS: &str = include_str!("../../data/shocks.csv");

/// The declaration.
pub const METHOD: Method = Method {
    id: "shock_library",
    version: 1,
    study: "simulation",
    title: text("冲击情景库", "Library of shocks"),
    question: text(
        "有哪些现成的冲击情景可用，其中哪些是所知，哪些是假设？",
        "Which shocks are ready to be used, what is known of them and what is assumed?",
    ),
    formula: text(
        "列出 shock 表中的方案与自带的方案；同名时以表中为准。用法：cascade、cascade_summary、epsilon_sensitivity 的 shock = scenario:名称（scenario:名称=0.5 为减半），recovery_path 的 scenario = 名称（含起止日）。",
        "Lists the scenarios of the table shock and those that ship; of the same name the table's. To use: shock = scenario:NAME in cascade, cascade_summary and epsilon_sensitivity (scenario:NAME=0.5 halves it); scenario = NAME in recovery_path, with its days.",
    ),
    limits: text(
        "自带方案的份额与天数是假设，不是观测；谁受累、损失多少由数据中的网络得出，网络中没有的区域或行业不受冲击并报告。",
        "Parts and days of those that ship are assumptions, not observations; who is hit and how much is lost follows from the network in the data, and a region or industry that it lacks is reported and not hit.",
    ),
    reference: "Simchi-Levi, D. et al. (2015). Identifying risks and mitigating disruptions in the automotive supply chain. Interfaces 45(5), 375–390.",
    aliases: &["scenarios", "shocks", "情景库", "冲击库"],
    inputs: &[SHOCK_TABLE],
    parameters: &[],
    outputs: &[
        words("scenario", text("方案", "Scenario"), text("方案的名称", "Name of the scenario")).required(),
        count("order", text("次序", "Order"), text("方案中的编号", "Its number within the scenario")),
        words("region", text("区域", "Region"), text("空白表示任何", "Blank: any")),
        words("industry", text("行业", "Industry"), text("空白表示任何", "Blank: any")),
        words("actor", text("主体", "Actor"), text("空白表示任何", "Blank: any")),
        words("item", text("产品", "Item"), text("空白表示任何", "Blank: any")),
        number("part", text("份额", "Part"), text("停掉的份额", "The part that stops")),
        count("start", text("起始日", "Start"), text("从 0 数起", "From 0")),
        number("duration", text("持续天数", "Duration"), text("恢复开始前的天数", "Days until recovery begins"))
            .unit("day"),
        number("recovery", text("恢复天数", "Recovery"), text("空白为参数所定", "Blank: as the parameter says"))
            .unit("day"),
        Column::new(
            "shipped",
            ColumnKind::Boolean,
            text("自带", "Ships"),
            text("随程序附带，不在数据中", "Ships with the program and is not in the data"),
        ),
        words("note", text("说明", "Note"), text("所知与假设", "What is known and what is assumed")),
    ],
};
