//! Gravity links: how strongly places ought to be linked, going by their size and distance.

use crate::declare::{FRAME, integer, number, parameter};
use crate::panel::at;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::{Nullable, sum};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "gravity_links",
    version: 1,
    study: "structure",
    title: text("引力模型联系强度", "Gravity links"),
    question: text(
        "按规模与距离，各地之间的联系应有多强，各地主要面向谁？",
        "Going by size and distance, how strongly are places linked, and to whom does each mainly look?",
    ),
    formula: text(
        "F_ij = k·M_i·M_j/d_ij^b；M 为所列指标的几何平均，d 为区域中心的大圆距离，或 region_pair 表中的数值。份额 F_ij/Σ_j F_ij；名次为 j 在 i 的联系中的名次，1 为主要联系方向。",
        "F_ij = k·M_i·M_j/d_ij^b; M is the geometric mean of the indicators listed, d the great-circle distance between the places of the regions, or the number in the table region_pair. Share F_ij/Σ_j F_ij; rank is that of j among the links of i, 1 being the main direction.",
    ),
    limits: text(
        "这是按模型推算的潜在联系，不是观测到的流量；b 为假定，可由引力回归估计。规模不为正或缺失、距离缺失或为零的一对为空。",
        "A potential by the model, not an observed flow; b is assumed, and can be estimated by a gravity regression. Null for a pair with a mass that is missing or not positive, or a distance that is missing or zero.",
    ),
    reference: "Zipf, G. K. (1946). The P1 P2/D hypothesis: on the intercity movement of persons. American Sociological Review 11(6), 677–686.",
    aliases: &["gravity", "potential", "city_links", "引力模型", "城市联系强度", "经济联系"],
    inputs: &[
        FRAME,
        Input { table: "region", columns: &["region", "lon", "lat"], optional: true },
        Input { table: "region_pair", columns: &["from_region", "to_region", "measure", "value"], optional: true },
    ],
    parameters: &[
        parameter(
            "indicators",
            ParameterKind::Text,
            None,
            "规模指标",
            "Indicators of mass",
            "以逗号分隔，取几何平均，如 gdp, residents；省略则用全部",
            "Separated by commas; their geometric mean is the mass, such as gdp, residents; all when absent",
        ),
        parameter(
            "exponent",
            ParameterKind::Number { min: 0.0, max: 10.0, unit: None },
            Some("2"),
            "距离指数 b",
            "Exponent b",
            "距离衰减的快慢",
            "How fast links fall with distance",
        ),
        parameter(
            "factor",
            ParameterKind::Number { min: 0.0, max: 1e18, unit: None },
            Some("1"),
            "系数 k",
            "Factor k",
            "只改变单位，不改变份额与名次",
            "Changes the unit alone, neither shares nor ranks",
        ),
        parameter(
            "distance",
            ParameterKind::Text,
            None,
            "距离",
            "Distance",
            "region_pair 表中作距离的 measure；省略则用大圆距离",
            "The measure in region_pair that is the distance; great-circle distances when absent",
        ),
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        Column::new(
            "partner",
            ColumnKind::Code { system: liantu_model::code::CodeSystem::Region },
            text("对方", "Partner"),
            text("联系的另一方", "The other side of the link"),
        )
        .required(),
        number(
            "distance",
            "距离",
            "Distance",
            "公里，或所选 measure 的单位",
            "In km, or the unit of the measure chosen",
        ),
        number("strength", "联系强度", "Strength", "k·M·M/d^b", "k·M·M/d^b"),
        number("share", "份额", "Share", "在本区域全部联系中的份额", "Of all links of the region"),
        integer("rank", "名次", "Rank", "1 为主要联系方向", "1 is the main direction"),
    ],
};

/// The links of every place to every other, by place and then by partner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    /// The place.
    pub place: Vec<u32>,
    /// The partner.
    pub partner: Vec<u32>,
    /// The distance.
    pub distance: Nullable,
    /// `F`.
    pub strength: Nullable,
    /// Of the links of the place.
    pub share: Nullable,
    /// Among them.
    pub rank: Vec<Option<u32>>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The links between places with `mass`, NaN being missing; `distance(i, j)` may be NaN too.
#[allow(clippy::cast_possible_truncation, reason = "places are counted in 32 bits")]
pub fn gravity_links(mass: &[f64], distance: impl Fn(usize, usize) -> f64 + Sync, exponent: f64, factor: f64) -> Links {
    let lawful = |x: f64| x > 0.0 && x.is_finite();
    let rows: Vec<Vec<(f64, f64)>> = (0..mass.len())
        .into_par_iter()
        .map(|i| {
            let link = |j: usize| {
                let apart = distance(i, j);
                let fine = i != j && lawful(mass[i]) && lawful(mass[j]) && lawful(apart);
                (apart, if fine { factor * mass[i] * mass[j] / apart.powf(exponent) } else { f64::NAN })
            };
            (0..mass.len()).map(link).collect()
        })
        .collect();
    let mut links = Links::default();
    let (mut distances, mut strengths, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for (i, row) in rows.iter().enumerate() {
        let total = sum(row.iter().map(|link| link.1).filter(|strength| !strength.is_nan()));
        let ranks = super::sensitivity::ranks(&vec![0; row.len()], &row.iter().map(|link| link.1).collect::<Vec<_>>());
        for (j, (apart, strength)) in row.iter().enumerate().filter(|(j, _)| *j != i) {
            links.place.push(i as u32);
            links.partner.push(j as u32);
            links.rank.push(ranks[j]);
            distances.push(*apart);
            strengths.push(*strength);
            shares.push(strength / total);
        }
    }
    links.distance = Nullable::from_raw(distances);
    links.strength = Nullable::from_raw(strengths);
    links.share = Nullable::from_raw(shares);
    let undefined = links.strength.undefined();
    if undefined > 0 {
        links.findings.push(at("STR215", None, undefined));
    }
    links
}

/// The great-circle distance in km between two places given as degrees east and north (haversine on a sphere of 6371.0088 km).
pub fn great_circle_km(one: (f64, f64), two: (f64, f64)) -> f64 {
    let (east, north) = ((two.0 - one.0).to_radians() / 2.0, (two.1 - one.1).to_radians() / 2.0);
    let half = north.sin().powi(2) + one.1.to_radians().cos() * two.1.to_radians().cos() * east.sin().powi(2);
    2.0 * 6371.0088 * half.sqrt().min(1.0).asin()
}
