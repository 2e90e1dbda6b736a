//! β-convergence: whether the poorer grow faster, alone or given what else differs.

use crate::declare::{FRAME, REGIONS, integer, number, parameter, words};
use crate::panel::at;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::distribution::student_two_sided;
use liantu_numeric::{LeastSquares, sum};
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "beta_convergence",
    version: 1,
    study: "structure",
    title: text("β 收敛", "β-convergence"),
    question: text(
        "起点低的区域增长得更快吗，多快能追上一半的差距？",
        "Do regions that start lower grow faster, and how long does half the gap take?",
    ),
    formula: text(
        "(1/T) ln(y_T/y_0) = a + b ln y_0 + Σ c_k z_k + e，T 以年计；无控制变量为绝对收敛，有则为条件收敛。b < 0 为收敛；速度 λ = −ln(1 + bT)/T，半衰期 ln 2/λ。标准误：classical、HC1 = n/(n−k)·夹心、HC3（残差除以 1 − h）、cluster（按上级区域聚类，乘以 G/(G−1)·(n−1)/(n−k)，自由度 G − 1）。p 值取 t 分布。",
        "(1/T) ln(y_T/y_0) = a + b ln y_0 + Σ c_k z_k + e, T in years; absolute without controls, conditional with. b < 0 is convergence; speed λ = −ln(1 + bT)/T, half-life ln 2/λ. Standard errors: classical; HC1 = n/(n−k) times the sandwich; HC3 (residuals over 1 − h); cluster (by the region above, times G/(G−1)·(n−1)/(n−k), G − 1 degrees of freedom). p-values by Student's t.",
    ),
    limits: text(
        "y 须为正；缺首期、末期或任一控制变量的区域不参与。控制变量取期初值，与其他列线性相关者被去掉并提示。b 被测量误差压低（高尔顿谬误），且不蕴含 σ 收敛；空间相关未处理（见空间回归）。1 + bT ≤ 0 时速度与半衰期为空，b ≥ 0 时半衰期为空。",
        "y must be positive; a region that lacks the first or the last value or a control takes no part. Controls are taken at the start; one that others determine is left out, with a finding. Errors of measurement pull b down (Galton's fallacy), and b does not imply σ-convergence; correlation in space is not dealt with (see the spatial regressions). Speed and half-life are null where 1 + bT ≤ 0, the half-life also for b ≥ 0.",
    ),
    reference: "Barro, R. J., Sala-i-Martin, X. (1992). Convergence. Journal of Political Economy 100(2), 223–251. MacKinnon, J. G., White, H. (1985). Journal of Econometrics 29(3), 305–325.",
    aliases: &["beta", "convergence", "catch-up", "β收敛", "绝对收敛", "条件收敛", "趋同"],
    inputs: &[FRAME, REGIONS],
    parameters: &[
        crate::profile::INDICATOR,
        parameter(
            "controls",
            ParameterKind::Text,
            None,
            "控制变量",
            "Controls",
            "以逗号分隔的指标，取期初值；有则为条件收敛",
            "Indicators separated by commas, taken at the start; with them convergence is conditional",
        ),
        parameter(
            "errors",
            ParameterKind::Choice { of: &["classical", "hc1", "hc3", "cluster"] },
            Some("hc3"),
            "标准误",
            "Standard errors",
            "同方差、异方差稳健、或按上级区域聚类",
            "Of equal variance, robust to unequal variance, or clustered by the region above",
        ),
        parameter(
            "cluster_by",
            ParameterKind::Choice { of: &["nation", "area", "province", "city", "county"] },
            Some("province"),
            "聚类层级",
            "Clustered by",
            "errors 为 cluster 时按哪一层级的上级区域聚类",
            "The level of the regions above that make the clusters",
        ),
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        Column::new("start", ColumnKind::Period, text("期初", "Start"), text("期初", "The first period")),
        Column::new("end", ColumnKind::Period, text("期末", "End"), text("期末", "The last period")),
        words(
            "term",
            "项",
            "Term",
            "constant 常数，initial 为 ln y₀，其余为控制变量",
            "constant, initial for ln y₀, and the controls",
        )
        .required(),
        number("coefficient", "系数", "Coefficient", "估计值", "The estimate"),
        number("standard_error", "标准误", "Standard error", "按所选方法", "By the choice made"),
        number("t", "t 值", "t", "系数除以标准误", "Coefficient over standard error"),
        number("p_value", "p 值", "p-value", "双侧", "Two-sided"),
        integer("regions", "区域数", "Regions", "参与的区域数", "Regions that take part"),
        number("r_squared", "R²", "R²", "拟合优度", "Share of the variance explained"),
        number("speed", "收敛速度 λ", "Speed λ", "每年；仅列于 initial", "Per year; on the row of initial alone"),
        number("half_life", "半衰期", "Half-life", "仅列于 initial", "On the row of initial alone").unit("year"),
    ],
};

/// How standard errors are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Errors {
    /// Equal variance.
    Classical,
    /// Unequal variance, scaled by `n/(n − k)`.
    Hc1,
    /// Unequal variance, residuals over `1 − h`.
    #[default]
    Hc3,
    /// Clusters.
    Cluster,
}

/// One term.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Term {
    /// The estimate.
    pub coefficient: f64,
    /// Its standard error; `None` without degrees of freedom, or clusters, to take it from.
    pub error: Option<f64>,
    /// `t`.
    pub t: Option<f64>,
    /// Two-sided.
    pub p_value: Option<f64>,
}

/// The regression.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Convergence {
    /// Constant, initial, controls; `None` for one that others determine.
    pub terms: Vec<Option<Term>>,
    /// Regions that take part.
    pub regions: usize,
    /// Share of the variance explained.
    pub r_squared: Option<f64>,
    /// `λ`.
    pub speed: Option<f64>,
    /// In the unit of `years`.
    pub half_life: Option<f64>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The growth of `first` to `last` over `years`, on the logarithm of `first` and `controls` (a column each). `cluster` names
/// the cluster of each region.
///
/// # Panics
///
/// If the columns differ in length or `years` is not positive.
#[allow(clippy::cast_precision_loss, reason = "regions are counted in 32 bits")]
pub fn beta_convergence(
    first: &[f64],
    last: &[f64],
    controls: &[Vec<f64>],
    years: f64,
    errors: Errors,
    cluster: &[u32],
) -> Convergence {
    assert!(years > 0.0 && first.len() == last.len() && cluster.len() == first.len(), "columns of one length");
    let lawful = |x: f64| x > 0.0 && x.is_finite();
    let known = |row: &usize| {
        lawful(first[*row]) && lawful(last[*row]) && controls.iter().all(|control| control[*row].is_finite())
    };
    let rows: Vec<usize> = (0..first.len()).filter(known).collect();
    let growth: Vec<f64> = rows.iter().map(|&row| (last[row] / first[row]).ln() / years).collect();
    let mut columns = vec![vec![1.0; rows.len()], rows.iter().map(|&row| first[row].ln()).collect()];
    columns.extend(controls.iter().map(|control| rows.iter().map(|&row| control[row]).collect::<Vec<f64>>()));
    let width = columns.len();
    let design = columns.clone();
    let fit = LeastSquares::new(columns, 1e-9);
    let coefficients = fit.coefficients(&growth);
    let residual = fit.residual(&growth);
    let (n, k) = (rows.len() as f64, fit.kept.len() as f64);
    let inverse = fit.inverse_gram();
    let leverage = fit.leverage();
    let kept: Vec<&Vec<f64>> = fit.kept.iter().map(|&place| &design[place]).collect();
    let squares = sum(residual.iter().map(|rest| rest * rest));
    // (X'X)⁻¹ X'e of each row, or of each cluster added up: their squares make the sandwich.
    let influence = |rest: &dyn Fn(usize) -> f64, group: &dyn Fn(usize) -> u32| -> Vec<Vec<f64>> {
        let mut scores: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for row in 0..rows.len() {
            let score = scores.entry(group(row)).or_insert_with(|| vec![0.0; kept.len()]);
            score.iter_mut().zip(&kept).for_each(|(score, column)| *score += column[row] * rest(row));
        }
        let apply = |score: Vec<f64>| {
            (0..kept.len()).map(|a| sum((0..kept.len()).map(|b| inverse.at(a, b) * score[b]))).collect()
        };
        scores.into_values().map(apply).collect()
    };
    let clusters = {
        let mut names: Vec<u32> = rows.iter().map(|&row| cluster[row]).collect();
        names.sort_unstable();
        names.dedup();
        names.len() as f64
    };
    #[allow(clippy::cast_possible_truncation, reason = "rows are counted in 32 bits")]
    let (sandwich, factor, freedom) = match errors {
        Errors::Classical => (Vec::new(), squares / (n - k), n - k),
        Errors::Hc1 => (influence(&|row| residual[row], &|row| row as u32), n / (n - k), n - k),
        Errors::Hc3 => (influence(&|row| residual[row] / (1.0 - leverage[row]), &|row| row as u32), 1.0, n - k),
        Errors::Cluster => {
            let scale = clusters / (clusters - 1.0) * (n - 1.0) / (n - k);
            (influence(&|row| residual[row], &|row| cluster[rows[row]]), scale, clusters - 1.0)
        }
    };
    let variance = |place: usize| {
        let meat = if errors == Errors::Classical {
            inverse.at(place, place)
        } else {
            sum(sandwich.iter().map(|score| score[place] * score[place]))
        };
        Some(factor * meat).filter(|variance| variance.is_finite() && *variance >= 0.0 && n > k && freedom > 0.0)
    };
    let mut terms = vec![None; width];
    for (place, &term) in fit.kept.iter().enumerate() {
        let error = variance(place).map(f64::sqrt);
        let t = error.filter(|error| *error > 0.0).map(|error| coefficients[place] / error);
        terms[term] = Some(Term {
            coefficient: coefficients[place],
            error,
            t,
            p_value: t.map(|t| student_two_sided(t, freedom)).filter(|p| !p.is_nan()),
        });
    }
    let mean = sum(growth.iter().copied()) / n;
    let total = sum(growth.iter().map(|growth| (growth - mean).powi(2)));
    let initial: Option<Term> = terms[1];
    let speed =
        initial.map(|term| 1.0 + term.coefficient * years).filter(|left| *left > 0.0).map(|left| -left.ln() / years);
    let unlawful =
        (0..first.len()).filter(|&row| [first[row], last[row]].iter().any(|x| !x.is_nan() && !lawful(*x))).count();
    let mut findings = Vec::new();
    for (code, count) in [
        ("STR206", first.len() - rows.len()),
        ("STR216", unlawful),
        ("STR219", fit.dropped.len()),
        ("STR220", usize::from(n <= k)),
    ] {
        if count > 0 {
            findings.push(at(code, None, count));
        }
    }
    Convergence {
        terms,
        regions: rows.len(),
        r_squared: (total > 0.0).then(|| 1.0 - squares / total),
        speed,
        half_life: speed.filter(|speed| *speed > 0.0).map(|speed| std::f64::consts::LN_2 / speed),
        findings,
    }
}
