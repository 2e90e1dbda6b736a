//! Arithmetic over one series of equal steps, NaN where a step has no value: what is usual, what changed, where it goes.
//!
//! Nothing here looks ahead: what is said about a step rests on that step and earlier ones, so that a back-test sees what
//! was known at the time. (The exceptions, [`trend`] and [`change`] by the cheapest cut, look at a finished stretch.)

pub mod anomaly;
pub mod change;
pub mod forecast;
pub mod quorum;
pub mod surge;
pub mod trend;
pub mod unit_value;

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

/// The values of several subjects over the same steps, subject by subject; NaN is missing.
#[derive(Clone, Copy, Debug)]
pub struct Sheaf<'a> {
    /// Steps of each series, above zero.
    pub steps: usize,
    /// One series after the other.
    pub values: &'a [f64],
}

impl<'a> Sheaf<'a> {
    /// Series of `steps` values each.
    ///
    /// # Panics
    ///
    /// If the values are no whole number of series.
    pub fn new(steps: usize, values: &'a [f64]) -> Self {
        assert!(if steps == 0 { values.is_empty() } else { values.len().is_multiple_of(steps) }, "whole series");
        Self { steps, values }
    }

    /// How many series there are.
    pub fn len(&self) -> usize {
        self.values.len().checked_div(self.steps).unwrap_or(0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One series.
    pub fn get(&self, number: usize) -> &'a [f64] {
        &self.values[number * self.steps..(number + 1) * self.steps]
    }

    /// Applies `map` to every series, side by side; results come in order.
    pub fn each<T: Send>(&self, map: impl Fn(&'a [f64]) -> T + Sync + Send) -> Vec<T> {
        let chunk = (1 << 16) / self.steps.max(1) + 1;
        let parts = liantu_numeric::chunked(self.len(), chunk, |range| {
            range.map(|number| map(self.get(number))).collect::<Vec<T>>()
        });
        parts.into_iter().flatten().collect()
    }
}

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "MON101",
        severity: Severity::Note,
        title: text(
            "基准期已知数值太少，偏离程度无定义",
            "Too few known values to compare with: no deviation is given",
        ),
        body: text(
            "同月（或此前各期）的已知数值少于参数 least。结果为空，不是零，也不会触发预警。补充历史数据，或改用 baseline = recent。",
            "The same months of earlier years, or the steps before, have fewer known values than the parameter least. The result is null, not zero, and raises no alert. Add history, or take baseline = recent.",
        ),
    },
    Explanation {
        code: "MON102",
        severity: Severity::Warning,
        title: text(
            "基准期数值过半相同，偏离程度无定义",
            "More than half of the baseline is one value: no deviation is given",
        ),
        body: text(
            "绝对离差中位数为零，稳健 z 的分母为零。结果为空。常见于四舍五入的小数值或重复填报；可放宽 neighbours、加长基准期，或直接对数值设门槛。",
            "The median absolute deviation is zero, and with it the denominator of the robust z. The result is null. Common with small rounded values or copied reports; widen neighbours, lengthen the baseline, or set a threshold on the value itself.",
        ),
    },
    Explanation {
        code: "MON103",
        severity: Severity::Note,
        title: text("缺失的时期保持缺失", "Missing steps stay missing"),
        body: text(
            "序列中有未列出或空白的时期。缺失不是零：这些时期没有结果，也不作为基准。",
            "Some steps of a series are not listed or blank. Missing is not zero: such a step has no result and is no part of a baseline.",
        ),
    },
    Explanation {
        code: "MON104",
        severity: Severity::Note,
        title: text("频率不同的行未使用", "Rows of another frequency were not used"),
        body: text(
            "这些行的时期不是所选频率的一期（月、季或年）。月度与年度数值不可混在同一序列中；需要时以另一频率再算一次。",
            "The period of these rows is no single step of the chosen frequency (month, quarter or year). Monthly and yearly values are no one series; run the method again at the other frequency where needed.",
        ),
    },
    Explanation {
        code: "MON105",
        severity: Severity::Warning,
        title: text(
            "两个窗口未全部已知，滚动比较无定义",
            "A rolling window is not wholly known: no comparison is given",
        ),
        body: text(
            "最近若干期或此前若干期中有缺失。以不完整的合计比较会把缺报误作下降，因此结果为空。",
            "A step of the last window or of the one before is missing. Comparing incomplete sums would take a missing report for a fall, so the result is null.",
        ),
    },
    Explanation {
        code: "MON106",
        severity: Severity::Warning,
        title: text("数量为零或缺失，单价无定义", "No unit value where a quantity is zero or missing"),
        body: text(
            "单价等于金额除以数量；数量为零、为负或未知时没有单价，相关分解为空。若金额不为零而数量为零，请核对计量单位。",
            "A unit value is a value over a quantity; there is none where the quantity is zero, negative or unknown, and no split that needs it. Where the value is not zero but the quantity is, check the unit.",
        ),
    },
    Explanation {
        code: "MON107",
        severity: Severity::Note,
        title: text("已知数值太少，趋势、变点或预测无定义", "Too few known values for a trend, a change or a forecast"),
        body: text(
            "序列中已知数值少于方法所需。结果为空；不以缺失值计算显著性。",
            "A series has fewer known values than the method needs. The result is null; no significance is computed from missing values.",
        ),
    },
    Explanation {
        code: "MON108",
        severity: Severity::Warning,
        title: text("数值不是有限数，按缺失处理", "A value is not a finite number and counts as missing"),
        body: text(
            "出现无穷大，通常是上游除以零的结果，请在来源处更正。",
            "An infinity was found; it usually comes from a division by zero upstream. Correct it there.",
        ),
    },
    Explanation {
        code: "MON109",
        severity: Severity::Warning,
        title: text("序列太长，未计算趋势", "A series is too long for its trend"),
        body: text(
            "趋势要比较每一对时期；已知数值超过五千个的序列没有结果。请用较长的步长（季、年）。",
            "A trend compares every pair of steps; a series of more than five thousand known values has no result. Take longer steps (quarters, years).",
        ),
    },
    Explanation {
        code: "MON110",
        severity: Severity::Note,
        title: text(
            "有序列超过一年没有数据，不再计入合计",
            "A listed series has had no row for more than a year: sums go on without it",
        ),
        body: text(
            "合计中某一部分缺报时，合计未知；每一部分自其首行起计入，缺报满一年后视为已终止，此后的合计不含它。若它并未终止，请补充数据；若流动已停，请以数值为零的行写明。",
            "A sum is unknown where one of its parts is not reported. A part counts from its first row; after a year without a row it counts as ended, and later sums are without it. If it goes on, import what is missing; if nothing flows any more, say so with rows of zero.",
        ),
    },
    Explanation {
        code: "MON111",
        severity: Severity::Note,
        title: text(
            "有流量的一端不在该层级的任何区域内，按所列计",
            "Places that lie in no region of the level stay as they are listed",
        ),
        body: text(
            "境外或比所选层级更宽的地区不能归并到该层级，流量仍在，该端按表中所列，另一端照常归并。若它其实位于某区域内，请在 region 表中写明其上级。",
            "A place abroad, or wider than the chosen level, cannot be gathered to it. Its flows stay: this end as it is listed, the other gathered. If it does lie in a region of the level, say so in the column parent of the table region.",
        ),
    },
    Explanation {
        code: "MON112",
        severity: Severity::Warning,
        title: text("有流量不能归并到该层级，未计入", "Flows that cannot be gathered to the level are left out"),
        body: text(
            "一端比所选层级更宽，而表中又列有其内部的地区：计入会重复；或一端比该层级更窄，而 region 表没有写明它属于哪里。请补充 region 表的 parent，或换一层级。",
            "One end is wider than the chosen level and the table lists places inside it, so that it would count twice; or it is narrower, and the table region does not say where it lies. Fill in the column parent of the table region, or choose another level.",
        ),
    },
    Explanation {
        code: "MON113",
        severity: Severity::Warning,
        title: text(
            "同一内容同一时期的权重因区域而异，未采用",
            "Regions give an item different weights: none is taken",
        ),
        body: text(
            "指标 content 在同一时期对同一内容给出了几个不同的数值，无从选取，技术含量为空。请改用每个内容每期只有一个数值的指标。",
            "The indicator of content has several values for an item in one period, and nothing says which is meant: the content is null. Take an indicator with one value for each item and period.",
        ),
    },
    Explanation {
        code: "MON114",
        severity: Severity::Warning,
        title: text(
            "成组的内容中有的没有权重，该组技术含量未知",
            "An item of a group has no weight: the content of the group is unknown",
        ),
        body: text(
            "指标 content 没有给出这些内容在该期或更早的数值。把没有权重的部分略去会使平均偏离，因此含有它们的组没有技术含量；请补充权重，或改看更细的组。",
            "The indicator of content has no value for these items in the step or before it. A mean without them would be one of other things, so groups that hold them have none: add the weights, or look at finer groups.",
        ),
    },
];
