//! Spatial concentration: how unevenly an industry is spread over regions.

use super::{Table, both, defined};
use crate::declare::{INDUSTRY_COLUMN, PANEL, integer, number};
use crate::panel::{Panel, at};
use crate::profile::Absent;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::Nullable;
use liantu_numeric::inequality::{entropy, gini, hoover, theil};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "spatial_concentration",
    version: 1,
    study: "structure",
    title: text("行业空间集中度", "Spatial concentration"),
    question: text("一个行业在区域间分布得有多不均？", "How unevenly is an industry spread over regions?"),
    formula: text(
        "s_m 为行业在区域 m 的份额，x_m 为基准份额（total：全部行业在区域 m 的份额；even：各区域相同）。胡佛 ½ Σ|s − x|；区位基尼：区域按 s/x 排序的洛伦兹曲线，1 − Σ(X_m − X_{m−1})(S_m + S_{m−1})；泰尔 Σ s ln(s/x)；赫芬达尔 Σs²；有效区域数 exp(−Σ s ln s)。",
        "s_m is the share of region m in the industry, x_m its share in the benchmark (total: in all industries; even: the same for each). Hoover ½ Σ|s − x|; locational Gini 1 − Σ(X_m − X_{m−1})(S_m + S_{m−1}) along the Lorenz curve with regions in order of s/x; Theil Σ s ln(s/x); Herfindahl Σs²; effective number of regions exp(−Σ s ln s).",
    ),
    limits: text(
        "区域数少或区域大小悬殊时各指数不可比；不区分“许多小单位”与“一个大单位”（见 ellison_glaeser），也不看区域是否相邻。行业在某区域缺失时，该区域两侧同去，并给出提示。有负值或合计不为正时为空。部分软件的区位基尼取曲线与对角线之间的面积，为此处的一半。",
        "Not comparable between divisions of very different number or size of regions; cannot tell many small plants from a large one (see ellison_glaeser), and ignores who neighbours whom. A region where the industry is missing is left out on both sides, with a finding. Null with a negative value or without a positive sum. Some programs give the area between curve and diagonal as locational Gini, which is half of this one.",
    ),
    reference: "Hoover, E. M. (1936). The measurement of industrial localization. Review of Economics and Statistics 18(4), 162–171. Krugman, P. (1991). Geography and Trade. MIT Press. Cutrini, E. (2009). Regional Science and Urban Economics 39(5).",
    aliases: &["hoover", "locational_gini", "spatial_gini", "空间基尼", "区位基尼", "胡佛指数"],
    inputs: &[PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        Parameter {
            name: "benchmark",
            kind: ParameterKind::Choice { of: &["total", "even"] },
            default: Some("total"),
            title: text("基准", "Benchmark"),
            help: text(
                "与全部行业的区域分布比较（相对集中），或与均匀分布比较（绝对集中）",
                "Against the spread of all industries (relative concentration), or against an even one (absolute)",
            ),
        },
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        INDUSTRY_COLUMN.required(),
        integer("regions", "区域数", "Regions", "参与比较的区域数", "Regions that entered the comparison"),
        number(
            "hoover",
            "胡佛指数",
            "Hoover index",
            "需移动的份额，0 为与基准相同",
            "Share that would have to move; 0 as the benchmark",
        ),
        number("locational_gini", "区位基尼系数", "Locational Gini", "0 到 1", "From 0 to 1"),
        number("theil", "泰尔指数", "Theil index", "0 为与基准相同", "0 as the benchmark"),
        number("herfindahl", "赫芬达尔指数", "Herfindahl index", "区域份额平方和", "Sum of squared shares of regions"),
        number(
            "effective_regions",
            "有效区域数",
            "Effective regions",
            "同样熵值的均匀分布的区域数",
            "How many equal regions have the same entropy",
        ),
    ],
};

/// What an industry is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Benchmark {
    /// The spread of all industries.
    #[default]
    Total,
    /// The same for each region.
    Even,
}

/// The measures of each industry in each period, sorted by period and industry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpatialConcentration {
    /// The period.
    pub period: Vec<u32>,
    /// The industry.
    pub industry: Vec<u32>,
    /// Regions that entered.
    pub regions: Vec<u32>,
    /// Hoover index.
    pub hoover: Nullable,
    /// Locational Gini.
    pub gini: Nullable,
    /// Theil index.
    pub theil: Nullable,
    /// Sum of squared shares.
    pub herfindahl: Nullable,
    /// Exponential of the entropy.
    pub effective: Nullable,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// How unevenly each industry is spread over regions.
#[allow(clippy::cast_possible_truncation, reason = "regions are counted in 32 bits")]
pub fn spatial_concentration(panel: &Panel<'_>, benchmark: Benchmark, absent: Absent) -> SpatialConcentration {
    let mut result = SpatialConcentration::default();
    let mut rows: Vec<[Option<f64>; 5]> = Vec::new();
    let mut partial = 0;
    for table in Table::all(panel, absent, &mut result.findings) {
        let reference = match benchmark {
            Benchmark::Total => table.of_regions(),
            Benchmark::Even => vec![1.0; table.regions.len()],
        };
        let measured: Vec<(usize, [Option<f64>; 5])> = (0..table.industries.len())
            .into_par_iter()
            .map(|industry| {
                let column = table.column(industry);
                let known = column.iter().filter(|value| !value.is_nan()).count();
                let Some((own, base)) = both(&column, &reference) else { return (known, [None; 5]) };
                let total = liantu_numeric::sum(own.iter().copied());
                let squares = liantu_numeric::sum(own.iter().map(|value| (value / total).powi(2)));
                let all = [hoover(&own, &base), gini(&own, &base), theil(&own, &base), squares, entropy(&own).exp()];
                (known, all.map(defined))
            })
            .collect();
        for (place, (known, measures)) in measured.into_iter().enumerate() {
            partial += usize::from(known < table.regions.len());
            result.period.push(table.period);
            result.industry.push(table.industries[place]);
            result.regions.push(known as u32);
            rows.push(measures);
        }
    }
    let column = |place: usize| rows.iter().map(|row| row[place]).collect::<Nullable>();
    result.hoover = column(0);
    result.gini = column(1);
    result.theil = column(2);
    result.herfindahl = column(3);
    result.effective = column(4);
    for (code, count) in [("STR205", partial), ("STR105", result.hoover.undefined())] {
        if count > 0 {
            result.findings.push(at(code, None, count));
        }
    }
    result
}
