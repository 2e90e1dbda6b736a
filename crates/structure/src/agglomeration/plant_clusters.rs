//! Clusters of plants in continuous space: dense neighbourhoods of one industry, whatever borders they cross.

#![allow(clippy::cast_possible_truncation, reason = "sites are numbered in 32 bits, and more are refused")]

use super::duranton_overman::Sites;
use crate::declare::{INDUSTRY_COLUMN, integer, number, parameter, words};
use crate::panel::at;
use liantu_model::declare::{boolean, list};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::distribution::hypergeometric_upper;
use liantu_numeric::{Near, chunked, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "plant_clusters",
    version: 1,
    study: "structure",
    title: text("单位密集区识别", "Clusters of plants"),
    question: text(
        "不看行政边界，一个行业的单位在哪里聚成密集区，由谁组成，是否跨界？",
        "Where do the plants of an industry form dense clusters, borders aside; who is in them, and do they cross a border?",
    ),
    formula: text(
        "单位 i 在半径 radius_km（大圆距离）内另有 a_i 个单位，其中同行业 b_i 个。随机标注之下 b_i 服从超几何分布 H(N−1, m−1, a_i)，p_i = P(X ≥ b_i)，N 为全部单位数，m 为本行业单位数。核心：b_i + 1 ≥ least_plants 且 p_i ≤ alpha。相距不超过半径的核心相连，连通的核心为一个密集区；其余单位归入半径内最近核心的密集区，没有则不属于任何密集区。alpha = 1 即为 DBSCAN。concentration = [Σ b_i/(m−1)]/[Σ a_i/(N−1)]，对密集区内的单位求和。",
        "Within radius_km (great circle) plant i has a_i other plants, b_i of its industry. Under random labelling b_i is hypergeometric H(N−1, m−1, a_i), and p_i = P(X ≥ b_i), with N plants in all and m of the industry. Core: b_i + 1 ≥ least_plants and p_i ≤ alpha. Cores within the radius are joined, and what is connected is a cluster; another plant goes with the nearest core within the radius, or is in none. With alpha = 1 this is DBSCAN. concentration = [Σ b_i/(m−1)]/[Σ a_i/(N−1)] over the plants of a cluster.",
    ),
    limits: text(
        "结果随半径与最少单位数变化，请试几个值；半径可取 duranton_overman 中集聚显著的距离。p_i 逐个单位检验，未作多重校正：alpha 应取小。相连会传递，狭长的密集区可以很长。没有位置的单位不参与。",
        "Results depend on the radius and the least number: try several; a good radius is a distance at which duranton_overman finds localisation. p_i is a test of each plant, not corrected for many: choose a small alpha. Joins are transitive, and a chain of plants can be long. Plants without a place take no part.",
    ),
    reference: "Ester, M., Kriegel, H.-P., Sander, J., Xu, X. (1996). A density-based algorithm for discovering clusters in large spatial databases with noise. KDD 96, 226–231. Marcon, E., Puech, F. (2010). Measures of the geographic concentration of industries: improving distance-based methods. Journal of Economic Geography 10(5), 745–762.",
    aliases: &["dbscan", "density_clusters", "密度聚类", "密集区", "集聚区识别"],
    inputs: &[
        Input {
            table: "establishment",
            columns: &["establishment_id", "region", "industry", "period", "size", "lon", "lat"],
            optional: false,
        },
        crate::declare::REGIONS,
    ],
    parameters: &[
        parameter(
            "industry",
            ParameterKind::Text,
            None,
            "行业",
            "Industry",
            "只看这一行业；省略则逐个识别",
            "Only this industry; each in turn when absent",
        ),
        crate::profile::PERIOD,
        parameter(
            "radius_km",
            ParameterKind::Number { min: 1e-6, max: 5000.0, unit: Some("km") },
            Some("10"),
            "半径",
            "Radius",
            "邻域的半径",
            "Of the neighbourhood of a plant",
        ),
        parameter(
            "least_plants",
            ParameterKind::Integer { min: 1, max: 1_000_000 },
            Some("5"),
            "最少单位数",
            "Least plants",
            "核心邻域内（含自身）至少的同行业单位数",
            "Plants of the industry that the neighbourhood of a core has at least, itself included",
        ),
        parameter(
            "alpha",
            ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            Some("0.01"),
            "显著性水平",
            "Level",
            "核心的 p 不超过此值；1 表示不检验",
            "The p of a core is at most this; 1 asks for no test",
        ),
        parameter(
            "by",
            ParameterKind::Choice { of: &["cluster", "plant"] },
            Some("cluster"),
            "行",
            "Rows",
            "每个密集区一行，或每个单位一行",
            "A row for each cluster, or for each plant",
        ),
        Parameter {
            name: "border",
            kind: ParameterKind::Scale,
            default: Some("province"),
            title: text("边界层级", "Border"),
            help: text("跨越哪一级行政边界算跨界", "The level whose borders count as crossed"),
        },
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        INDUSTRY_COLUMN.required(),
        integer("cluster", "密集区", "Cluster", "由大到小编号；不属于任何密集区为空", "By size from 1; null: in none"),
        words("establishment", "单位", "Plant", "按单位列出时的单位", "The plant, in rows of plants"),
        integer("plants", "单位数", "Plants", "密集区内的单位数", "Plants in the cluster"),
        integer(
            "cores",
            "核心数",
            "Cores",
            "其中的核心；按单位列出时 1 为核心",
            "Cores among them; in rows of plants 1 is a core",
        ),
        number("size", "规模", "Size", "规模之和；有未知者为空", "Sum of the sizes; null where one is unknown"),
        number("share", "份额", "Share", "占该行业单位数之比", "Of the plants of the industry"),
        number(
            "concentration",
            "集中度",
            "Concentration",
            "同行业相对密度；1 为随机",
            "Relative density of the industry; 1 by chance",
        ),
        number("p", "p 值", "p", "最小的 p；按单位列出时为其自身", "The smallest; in rows of plants its own"),
        number("lon", "经度", "Longitude", "中心或位置", "Of the centre, or the place"),
        number("lat", "纬度", "Latitude", "中心或位置", "Of the centre, or the place"),
        number("reach_km", "范围", "Reach", "到中心的最远距离", "The largest distance to the centre").unit("km"),
        list("regions", "区域", "Regions", "单位所在的区域", "Regions of its plants"),
        boolean(
            "cross_border",
            "跨界",
            "Crosses a border",
            "是否跨越所选层级的边界",
            "Whether it crosses a border of the level",
        ),
    ],
};

/// What makes a cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dense {
    /// Radius of a neighbourhood in km.
    pub radius_km: f64,
    /// Plants of the industry in the neighbourhood of a core, itself included.
    pub least_plants: usize,
    /// Largest p of a core.
    pub alpha: f64,
}

/// A plant of the industry and its neighbourhood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plant {
    /// Its number among all sites.
    pub site: u32,
    /// The cluster it is in.
    pub cluster: Option<u32>,
    /// Whether it is a core.
    pub core: bool,
    /// Other plants within the radius, and those of its industry.
    pub neighbours: [u32; 2],
    /// The chance of as many of its industry among its neighbours.
    pub p: f64,
}

/// A dense cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Its plants, by number among the sites.
    pub sites: Vec<u32>,
    /// How many of them are cores.
    pub cores: u32,
    /// Relative density of the industry; `None` where its plants have no neighbour, or the industry is all there is.
    pub concentration: Option<f64>,
    /// The smallest p.
    pub p: f64,
    /// Longitude and latitude of the centre, degrees; `None` where it is undefined.
    pub centre: Option<(f64, f64)>,
    /// The largest distance to the centre, km.
    pub reach_km: Option<f64>,
}

/// The plants of an industry that have a place, by number of site, and its clusters, the largest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The plants.
    pub plants: Vec<Plant>,
    /// The clusters.
    pub clusters: Vec<Cluster>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

const EARTH_KM: f64 = 6371.0088;
/// More pairs of neighbours than this are refused.
const MOST: usize = 1 << 31;

/// How many neighbours a plant has, and those of its industry: squared chord and number.
type Row = (u32, Vec<(f64, u32)>);

/// The places of all plants, for one industry after the other.
#[derive(Debug)]
pub struct Neighbourhood<'a> {
    sites: Sites<'a>,
    near: Near,
    points: Vec<[f64; 3]>,
    /// The site of each point.
    site: Vec<u32>,
    unplaced: usize,
}

impl<'a> Neighbourhood<'a> {
    /// Takes up all sites that have a place.
    ///
    /// # Panics
    ///
    /// If the columns of the sites differ in length, or there are 2³² or more.
    pub fn new(sites: Sites<'a>) -> Self {
        let count = sites.industry.len();
        assert!(sites.longitude.len() == count && sites.latitude.len() == count, "a place for each site");
        assert!(u32::try_from(count).is_ok(), "fewer than 2^32 sites");
        let (mut points, mut site) = (Vec::new(), Vec::new());
        for n in 0..count {
            let (lon, lat) = (sites.longitude[n].to_radians(), sites.latitude[n].to_radians());
            if lon.is_finite() && sites.latitude[n].abs() <= 90.0 {
                points.push([lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]);
                site.push(n as u32);
            }
        }
        Self { near: Near::new(&points), unplaced: count - points.len(), points, site, sites }
    }

    /// The clusters of an industry. Neither threads nor the order of sites change them, but that of equally near cores the
    /// first takes a plant.
    pub fn clusters(&self, industry: u32, dense: Dense) -> Found {
        let mut found = Found::default();
        if self.unplaced > 0 {
            found.findings.push(at("STR222", None, self.unplaced));
        }
        let own: Vec<u32> = (0..self.points.len() as u32)
            .filter(|&point| self.sites.industry[self.site[point as usize] as usize] == industry)
            .collect();
        // A hair more than asked, so that a distance of exactly the radius is within.
        let reach = chord2(dense.radius_km) * (1.0 + 1e-12);
        let step = own.len().div_ceil(256).max(1);
        let mut buffer = Vec::new();
        let mut pairs = 0usize;
        for &point in own.iter().step_by(step) {
            self.near.within(self.points[point as usize], reach, Some(point), &mut buffer);
            pairs += buffer.len() * step;
        }
        if pairs > MOST {
            found.findings.push(at("STR223", None, own.len()));
            return found;
        }
        let place: Vec<u32> = {
            let mut place = vec![u32::MAX; self.points.len()];
            (0u32..).zip(&own).for_each(|(n, &point)| place[point as usize] = n);
            place
        };
        let (all, of_industry) = (self.points.len() as u64, own.len() as u64);
        // Neighbours of the industry by squared chord, and how many there are of all.
        let rows: Vec<Row> = chunked(own.len(), 64, |range| {
            let mut near = Vec::new();
            range
                .map(|n| {
                    self.near.within(self.points[own[n] as usize], reach, Some(own[n]), &mut near);
                    let kin = near.iter().filter(|other| place[other.1 as usize] != u32::MAX);
                    (near.len() as u32, kin.map(|&(square, other)| (square, place[other as usize])).collect())
                })
                .collect::<Vec<_>>()
        })
        .concat();
        let p: Vec<f64> = rows
            .iter()
            .map(|(near, kin)| hypergeometric_upper(all - 1, of_industry - 1, u64::from(*near), kin.len() as u64))
            .collect();
        let is_core: Vec<bool> =
            rows.iter().zip(&p).map(|((_, kin), p)| kin.len() + 1 >= dense.least_plants && *p <= dense.alpha).collect();
        let group = connected(&rows, &is_core);
        let cluster_of = |n: usize| {
            if is_core[n] {
                return Some(group[n]);
            }
            let cores = rows[n].1.iter().filter(|other| is_core[other.1 as usize]);
            let nearest = cores.min_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
            nearest.map(|other| group[other.1 as usize])
        };
        let mut members: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
        for n in 0..own.len() {
            if let Some(cluster) = cluster_of(n) {
                members.entry(cluster).or_default().push(n as u32);
            }
        }
        let mut groups: Vec<Vec<u32>> = members.into_values().collect();
        groups.sort_by_key(|members| (std::cmp::Reverse(members.len()), members[0]));
        let mut cluster = vec![None; own.len()];
        for (number, members) in (0u32..).zip(&groups) {
            for &member in members {
                cluster[member as usize] = Some(number);
            }
        }
        let site = |n: usize| self.site[own[n] as usize];
        found.plants = (0..own.len())
            .map(|n| Plant {
                site: site(n),
                cluster: cluster[n],
                core: is_core[n],
                neighbours: [rows[n].0, rows[n].1.len() as u32],
                p: p[n],
            })
            .collect();
        let one = |members: &Vec<u32>| {
            let counts = |of: fn(&Row) -> f64| sum(members.iter().map(|&n| of(&rows[n as usize])));
            let (near, kin) = (counts(|row| f64::from(row.0)), counts(|row| row.1.len() as f64));
            let expected = near * (of_industry - 1) as f64 / (all - 1) as f64;
            let points: Vec<[f64; 3]> = members.iter().map(|&n| self.points[own[n as usize] as usize]).collect();
            let (centre, reach_km) = middle(&points);
            Cluster {
                sites: members.iter().map(|&n| site(n as usize)).collect(),
                cores: members.iter().filter(|&&n| is_core[n as usize]).count() as u32,
                concentration: (expected > 0.0).then(|| kin / expected),
                p: members.iter().map(|&n| p[n as usize]).fold(1.0, f64::min),
                centre,
                reach_km,
            }
        };
        found.clusters = groups.iter().map(one).collect();
        found
    }
}

/// The square of the chord under an arc, on the unit sphere.
fn chord2(km: f64) -> f64 {
    (2.0 * (km / (2.0 * EARTH_KM)).min(std::f64::consts::FRAC_PI_2).sin()).powi(2)
}

/// For each core the smallest member of its connected set of cores.
fn connected(rows: &[Row], is_core: &[bool]) -> Vec<u32> {
    let mut group: Vec<u32> = vec![u32::MAX; rows.len()];
    let mut stack = Vec::new();
    for start in 0..rows.len() {
        if !is_core[start] || group[start] != u32::MAX {
            continue;
        }
        group[start] = start as u32;
        stack.push(start);
        while let Some(one) = stack.pop() {
            for &(_, other) in &rows[one].1 {
                let other = other as usize;
                if is_core[other] && group[other] == u32::MAX {
                    group[other] = start as u32;
                    stack.push(other);
                }
            }
        }
    }
    group
}

type Centre = (Option<(f64, f64)>, Option<f64>);

/// The middle of some points on the globe, and the largest distance to it.
fn middle(points: &[[f64; 3]]) -> Centre {
    let mean = [0, 1, 2].map(|axis| sum(points.iter().map(|point| point[axis])) / points.len() as f64);
    let length = mean.iter().map(|x| x * x).sum::<f64>().sqrt();
    if length < 1e-9 {
        return (None, None);
    }
    let middle = mean.map(|x| x / length);
    let far = points.iter().map(|point| point.iter().zip(middle).map(|(a, b)| (a - b).powi(2)).sum::<f64>());
    let far = far.fold(0.0, f64::max);
    let centre = (middle[1].atan2(middle[0]).to_degrees(), middle[2].clamp(-1.0, 1.0).asin().to_degrees());
    (Some(centre), Some(2.0 * EARTH_KM * (far.sqrt() / 2.0).min(1.0).asin()))
}
