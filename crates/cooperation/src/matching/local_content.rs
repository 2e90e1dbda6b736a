//! How near supplies come from: the part bought within a radius, and the radius within which a part is bought.

use crate::form::{integer, number, number_given, words, words_given};
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "local_content",
    version: 1,
    study: "cooperation",
    title: text("配套半径", "Local content"),
    question: text(
        "各地的配套有多少来自一定半径之内，半径多大才能覆盖大部分配套？",
        "How much of its supplies does a place get from within a radius, and which radius covers most of them?",
    ),
    formula: text(
        "对每个流入地，share = 半径 radius 之内的流量 / 距离已知的全部流量；平均距离按流量加权；cover 半径为最小的 R，使来自 R 以内的流量不少于 cover 的比例。距离为大圆距离，或 region_pair 的旅行时间；同一区域内为 0。",
        "For every destination, share = flow from within the radius / all flow of known distance; the mean distance is weighted by the flow; the covering radius is the least R from within which at least the part `cover` comes. Distance is the great circle, or the travel minutes of region_pair; 0 within a region.",
    ),
    limits: text(
        "距离不知的流量不计入比例，单列 unknown；缺失的流量不是零，计数列出；负流量不计。不同单位不相加：以 item 与 unit 分开。区域中心之间的距离不等于企业之间的距离。",
        "Flow of unknown distance enters no share and is listed as unknown; missing flows are not zero and are counted; negative ones are left out. Units are not added up: items and units are kept apart. The distance of centres is not that of firms.",
    ),
    reference: "配套半径 after 主配协同; weighted quantiles of distance.",
    aliases: &["配套半径", "本地配套率", "supply_radius", "local_content_radius"],
    inputs: &[
        Input { table: "flow", columns: &["origin", "destination", "item", "period", "value"], optional: false },
        Input { table: "region", columns: &["region", "lon", "lat"], optional: true },
        crate::form::ALSO_PAIRS,
    ],
    parameters: &[
        words_given("item", "流的内容", "Item", "省略则逐项全算", "Each of them where absent"),
        words_given("period", "时期", "Period", "省略则逐期全算", "Each of them where absent"),
        crate::form::choice(
            "proximity",
            &["distance", "travel_minutes"],
            "远近",
            "Proximity",
            "按大圆距离，或旅行时间（由供给地到需求地）",
            "By great-circle distance, or by travel minutes from the origin",
        ),
        number_given("radius", (0.0, 1e9), Some("100"), "半径", "Radius", "公里或分钟", "In km or minutes"),
        number_given(
            "cover",
            (0.0, 1.0),
            Some("0.8"),
            "覆盖比例",
            "Cover",
            "覆盖半径所含的比例",
            "The part within the covering radius",
        ),
    ],
    outputs: &[
        words("item", "流的内容", "Item", "内容与单位", "What flows, with its unit"),
        words("period", "时期", "Period", "时期", "Period"),
        words("region", "流入地", "Destination", "区域代码", "Code of the region").required(),
        number("total", "流入合计", "Inflow", "距离已知者合计", "Of known distance"),
        number("share", "半径内比例", "Share within", "radius 之内的比例", "Part from within the radius"),
        number("mean_distance", "平均距离", "Mean distance", "按流量加权", "Weighted by the flow"),
        number(
            "covering_radius",
            "覆盖半径",
            "Covering radius",
            "覆盖 cover 的最小半径",
            "The least that covers the part",
        ),
        number("unknown", "距离不知", "Unknown distance", "距离不知的流量", "Flow of unknown distance"),
        integer("missing", "缺失", "Missing", "没有数值的行数", "Rows without a value"),
    ],
};

/// How near a place is supplied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Content {
    /// Amount of known distance.
    pub total: f64,
    /// Part from within the radius; NaN without any amount.
    pub share: f64,
    /// Mean distance weighted by the amount; NaN without any.
    pub mean: f64,
    /// The least radius that covers the part asked for; NaN without any amount.
    pub covering: f64,
    /// Amount of unknown distance.
    pub unknown: f64,
}

/// Sums up supplies `(amount, distance)` of one place; a distance that is not known is NaN, amounts are not negative.
pub fn local_content(supplies: &[(f64, f64)], radius: f64, cover: f64) -> Content {
    let mut known: Vec<(f64, f64)> = supplies.iter().copied().filter(|supply| !supply.1.is_nan()).collect();
    known.sort_by(|one, two| one.1.total_cmp(&two.1));
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| liantu_numeric::sum(known.iter().map(of));
    let total = sum(&|supply| supply.0);
    let within = sum(&|supply| if supply.1 <= radius { supply.0 } else { 0.0 });
    let mut covering = f64::NAN;
    let mut reached = 0.0;
    for supply in &known {
        reached += supply.0;
        // The allowance is for rounding where a place ends exactly at the part.
        if total > 0.0 && reached >= cover * total * (1.0 - 1e-12) {
            covering = supply.1;
            break;
        }
    }
    Content {
        total,
        share: within / total,
        mean: sum(&|supply| supply.0 * supply.1) / total,
        covering,
        unknown: liantu_numeric::sum(supplies.iter().filter(|supply| supply.1.is_nan()).map(|supply| supply.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::local_content;

    #[test]
    fn near_and_far_supplies() {
        let found = local_content(&[(50.0, 0.0), (30.0, 90.0), (20.0, 400.0), (7.0, f64::NAN)], 100.0, 0.8);
        assert_eq!(
            (found.total, found.share, found.mean, found.covering, found.unknown),
            (100.0, 0.8, 107.0, 90.0, 7.0)
        );
        assert_eq!(local_content(&[(50.0, 0.0), (30.0, 90.0), (20.0, 400.0)], 100.0, 0.81).covering, 400.0);
        let nothing = local_content(&[], 100.0, 0.8);
        assert!(nothing.share.is_nan() && nothing.mean.is_nan() && nothing.covering.is_nan());
    }
}
