//! The systemic risk of every firm: what all lose when it stops.

use super::declare::{
    ACTORS, EPSILON, ESSENTIALITY, FLOWS, INDUSTRY_COLUMN, NODE_COLUMN, REGION_COLUMN, REGIONS, count, number,
    parameters,
};
use super::pages::found;
use super::spread::{Shock, Spread, Toll};
use super::ways::Ways;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::{Steps, Stopped, Watch};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "systemic_risk",
    version: 1,
    study: "simulation",
    title: text("经济系统性风险指数", "Economic systemic risk index"),
    question: text(
        "如果某一家停产，整个网络的产出会损失多少？谁最不能停？",
        "What share of all output is lost if one firm stops, and who must not stop?",
    ),
    formula: text(
        "ESRI_i = Σ_j (s_j/Σs)·max(d_j, u_j)，d、u 为 i 停产后 j 的下游、上游损失。每轮同步更新：d_j = max{ψ_j, max_k Σ_{i∈k 必需} σ_i·(W_ij/Σ_{l∈k}W_lj)·d_i, Σ_{i 非必需} σ_i·(W_ij/Σ_l W_lj)·d_i}；u_i = max{ψ_i, Σ_j (W_ij/s_i)·u_j}；σ_i = 1 − ρ(1 − min{1, s_i/Σ_{l 同行业} s_l(1−d_l)})。W_ij 为 i 对 j 的销售，s_i 为产出，ρ 为可替代性。一轮中变化不超过 ε 时停止。",
        "ESRI_i = Σ_j (s_j/Σs)·max(d_j, u_j), where d and u are what j loses downstream and upstream once i has stopped. All at once in each round: d_j = max{ψ_j, max_k Σ_{i∈k essential} σ_i·(W_ij/Σ_{l∈k}W_lj)·d_i, Σ_{i non-essential} σ_i·(W_ij/Σ_l W_lj)·d_i}; u_i = max{ψ_i, Σ_j (W_ij/s_i)·u_j}; σ_i = 1 − ρ(1 − min{1, s_i/Σ_{l same industry} s_l(1−d_l)}). W_ij is what i sells to j, s_i output, ρ replaceability. Rounds end when nothing changes by more than ε.",
    ),
    limits: text(
        "短期：没有库存、价格和新的供应关系。ε 是结果的一部分：没有最终需求时上游冲击几乎不消散。数值未知的流量不计（结果为下界）并报告；行业未知的节点自成一类，无人可替代。产出全为零时为空。",
        "Short run: no stocks, no prices, no new suppliers. ε is part of the result: without final demand shocks hardly die away upstream. Flows of unknown value are left out, which gives a lower bound, and reported; a node of unknown industry is alone in its market. Null where there is no output.",
    ),
    reference: "Diem, C., Borsos, A., Reisch, T., Kertész, J., Thurner, S. (2022). Quantifying firm-level economic systemic risk from nation-wide supply networks. Scientific Reports 12, 7719.",
    aliases: &["esri", "系统性风险", "关键企业", "systemic risk"],
    inputs: &[FLOWS, ACTORS, REGIONS, ESSENTIALITY],
    parameters: parameters![EPSILON],
    outputs: &[
        NODE_COLUMN,
        REGION_COLUMN,
        INDUSTRY_COLUMN,
        number("output", text("产出", "Output"), text("已知的销售", "Known sales")),
        count(
            "rank",
            text("名次", "Rank"),
            text("按指数由高到低；并列者同名次", "By the index, highest first; equals share it"),
        ),
        number(
            "systemic_risk",
            text("系统性风险", "Systemic risk"),
            text("它停产时全部产出损失的份额", "Share of all output that is lost when it stops"),
        ),
        number("down", text("下游", "Down"), text("缺少投入所致", "By missing inputs")),
        number("up", text("上游", "Up"), text("缺少订单所致", "By missing orders")),
        number("own", text("自身", "Own"), text("它自己占全部产出的份额", "Its own share of all output")),
        count("rounds", text("轮数", "Rounds"), text("到停止所用的轮数", "Rounds until the end")),
    ],
};

/// What all firms lose, as shares of the sum of `weights`, when each of `firms` stops alone; in their order.
///
/// # Errors
///
/// If `watch`, who hears of each firm, says to stop.
///
/// # Panics
///
/// If a firm is not in the network, or there is not a weight for each firm of it.
pub fn systemic_risk(
    ways: &Ways<'_>,
    weights: &[f64],
    firms: &[u32],
    watch: Watch<'_>,
) -> Result<(Vec<Toll>, Vec<Diagnostic>), Stopped> {
    let scenarios: Vec<[Shock; 1]> = firms.iter().map(|&firm| [Shock::both(firm, 1.0)]).collect();
    let lists: Vec<&[Shock]> = scenarios.iter().map(<[Shock; 1]>::as_slice).collect();
    tolls(ways, weights, &lists, &Steps::new(watch, lists.len()))
}

/// What each list of shocks comes to, as shares of the sum of `weights`; NaN where that is not positive. Each is a step.
///
/// # Errors
///
/// If it is to stop.
///
/// # Panics
///
/// As [`systemic_risk`].
pub fn tolls(
    ways: &Ways<'_>,
    weights: &[f64],
    scenarios: &[&[Shock]],
    steps: &Steps<'_>,
) -> Result<(Vec<Toll>, Vec<Diagnostic>), Stopped> {
    let all: f64 = weights.iter().sum();
    let part = |loss: f64| if all > 0.0 { loss / all } else { f64::NAN };
    let tolls: Vec<Toll> = scenarios
        .par_iter()
        .map_init(
            || Spread::new(ways),
            |spread, shocks| {
                let toll = spread.run(shocks, weights);
                steps.step()?;
                Ok(Toll { all: part(toll.all), down: part(toll.down), up: part(toll.up), ..toll })
            },
        )
        .collect::<Result<_, Stopped>>()?;
    let mut findings = Vec::new();
    if all <= 0.0 {
        findings.push(found("SIM304", "flow", scenarios.len()));
    }
    let unsettled = tolls.iter().filter(|toll| !toll.settled).count();
    if unsettled > 0 {
        findings.push(found("SIM302", "flow", unsettled));
    }
    if ways.network().unknown() > 0 {
        findings.push(found("SIM301", "flow", ways.network().unknown()));
    }
    Ok((tolls, findings))
}

/// Competition ranks, highest first; `None` for NaN.
pub fn ranks(values: &[f64]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..values.len()).filter(|&place| !values[place].is_nan()).collect();
    order.sort_by(|&one, &two| values[two].total_cmp(&values[one]));
    let mut ranks = vec![None; values.len()];
    let mut rank = 0;
    for (place, &at) in order.iter().enumerate() {
        if place == 0 || values[at] < values[order[place - 1]] {
            rank = place + 1;
        }
        ranks[at] = Some(rank);
    }
    ranks
}
