//! A scenario beside its base: the declaration.

use super::declare::{EDITS, PERIOD, SCENARIO as NAME, TABLE, UNIT_COLUMN, number, parameter, words};
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};

/// The declaration.
pub const SCENARIO: Method = Method {
    id: "io_scenario",
    version: 1,
    study: "simulation",
    title: text("投入产出方案对比", "A scenario beside its base"),
    question: text(
        "改变最终需求、投入系数、来源份额或产能之后，各区域各部门的产出、增加值和进口与原表相差多少？",
        "With final demand, coefficients, shares of sources or capacity changed, how do output, value added and imports of each region and sector differ from the table as it is?",
    ),
    formula: text(
        "按 order 依次修改 Y、Z（按原产出）、A、来源份额或产能 c；x' = min(c, A'x' + y')，Z' = A'x̂'，受产能限制处最终需求减少；购买方投入的增减由其增加值抵补，进口与扩展随产出。set 与 add 针对所选单元之和，按比例分摊（A 对每个购买方）；share 的其余来源按原比例。进口：该区域的使用者从其他区域购买该产品；表外进口：该部门自表外购买。",
        "Edits Y, Z (at the outputs before), A, shares of sources or capacity c in their order; x' = min(c, A'x' + y'), Z' = A'x̂', and final demand gives way where capacity binds; what a buyer spends more on inputs its value added takes, imports from outside and extensions go with output. set and add speak of the sum of the cells chosen and are spread in proportion (for A by buyer); the other sources share the rest as before. Imports: what users of the region buy of the product from other regions; from outside: what the sector buys from outside of the table.",
    ),
    limits: text(
        "数量模型：价格不变，没有库存与时间。产能不足以供给其他部门时拒绝：谁缺货由级联与恢复路径回答。产出为零的部门没有系数。结果是假设下的模拟，不是预测。",
        "A model of quantities: fixed prices, no stocks, no time. Refused where capacity does not cover what other sectors need: who goes short is for cascades and paths of recovery to say. Sectors without output have no coefficients. A simulation under assumptions, no forecast.",
    ),
    reference: "Miller, R. E., Blair, P. D. (2009). Input–Output Analysis: Foundations and Extensions, 2nd ed., ch. 2, 3 and 13.2. Cambridge University Press.",
    aliases: &["scenario", "compare_scenario", "方案对比", "情景"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        NAME,
        parameter(
            "by",
            ParameterKind::Choice { of: &["node", "region", "sector", "total"] },
            Some("node"),
            "汇总",
            "By",
            "node 区域与部门；region 区域；sector 部门；total 全体",
            "node: sectors of regions; region; sector; total: all together",
        ),
    ],
    outputs: &[
        words(
            "region",
            "区域",
            "Region",
            "区域代码；按部门或全体汇总时为空",
            "Code of the region; null by sector or in total",
        ),
        words(
            "sector",
            "部门",
            "Sector",
            "部门代码；按区域或全体汇总时为空",
            "Code of the sector; null by region or in total",
        ),
        number("output", "总产出", "Output", "原表", "In the base"),
        number("output_after", "方案总产出", "Output after", "方案之下", "Under the scenario"),
        number("output_change", "总产出之差", "Change of output", "方案减原表", "Scenario less base"),
        number("output_relative", "总产出相对变化", "Relative change", "差除以原表", "Change over base"),
        number("value_added", "增加值", "Value added", "原表", "In the base"),
        number("value_added_after", "方案增加值", "Value added after", "方案之下", "Under the scenario"),
        number("value_added_change", "增加值之差", "Change of value added", "方案减原表", "Scenario less base"),
        number(
            "imports",
            "区域间进口",
            "Imports",
            "自其他区域购买该产品，原表",
            "Of the product from other regions, in the base",
        ),
        number("imports_after", "方案区域间进口", "Imports after", "方案之下", "Under the scenario"),
        number("imports_change", "区域间进口之差", "Change of imports", "方案减原表", "Scenario less base"),
        number(
            "outside",
            "表外进口",
            "From outside",
            "该部门自表外购买，原表",
            "Bought by the sector from outside of the table, in the base",
        ),
        number("outside_after", "方案表外进口", "From outside after", "方案之下", "Under the scenario"),
        number("outside_change", "表外进口之差", "Change from outside", "方案减原表", "Scenario less base"),
        UNIT_COLUMN,
    ],
};
