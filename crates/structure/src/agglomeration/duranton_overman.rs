//! Duranton–Overman: localisation of an industry in continuous space, without borders of regions.

use super::quartiles::{Buckets, quartile_range};
use crate::declare::{INDUSTRY_COLUMN, SEED, integer, number, parameter};
use crate::panel::at;
use foldhash::{HashMap, HashMapExt};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::{arc, arcs, dot, uniform};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "duranton_overman",
    version: 1,
    study: "structure",
    title: text("杜兰顿–奥弗曼集聚密度", "Duranton–Overman density"),
    question: text(
        "在哪些距离上，一个行业的单位比随机布局更靠近或更分散？",
        "At which distances do the plants of an industry lie closer together, or further apart, than chance?",
    ),
    formula: text(
        "K(d) = [f(d) + f(−d)]，f(d) = Σ_{i<j} e_i e_j k((d − d_ij)/h)/(h Σ_{i<j} e_i e_j)，在 0 处反射；d_ij 为大圆距离，e 为 1 或规模；h = 0.9·min(sd, IQR/1.34)·m^(−1/5)，m 为单位对数（埃氏核乘以 2.214）。反事实：从全部单位的位置中不放回地抽取同样多的位置。局部带为各距离上的 1−c 与 c 分位；全局带是使至多 1−c 的模拟曲线在任一距离越出的最窄带。Γ(d) = max(K − 上带, 0)；处处 Γ = 0 时 Ψ(d) = max(下带 − K, 0)。",
        "K(d) = f(d) + f(−d), f(d) = Σ_{i<j} e_i e_j k((d − d_ij)/h)/(h Σ_{i<j} e_i e_j), reflected at 0; d_ij is the great-circle distance, e is 1 or the size; h = 0.9·min(sd, IQR/1.34)·m^(−1/5) for m pairs (times 2.214 for the Epanechnikov kernel). Counterfactual: as many places drawn without replacement from those of all plants. The local band has the quantiles 1−c and c at each distance; the global band is the narrowest of ranks that at most 1−c of the simulated curves leave at any distance. Γ(d) = max(K − upper, 0); where Γ is nowhere above zero, Ψ(d) = max(lower − K, 0).",
    ),
    limits: text(
        "少于 2 个有位置的单位，或所有单位同处一地时为空；单位少于约 10 个时带很宽。距离合入宽为上限 1/4096 的格并线性分配。上限省略时取全部单位间距离的中位数（多于 1500 个单位时由一百万对随机抽取估计）。反事实取自全部单位的位置，因此控制了整体集聚，但不控制规模组成（weights 为 size 时保留规模）。",
        "Null for fewer than 2 plants with a place and where all lie at one place; with fewer than about 10 the bands are wide. Distances enter cells of 1/4096 of the cutoff, split linearly. Without a cutoff it is the median distance between all plants (beyond 1500 plants estimated from a million random pairs). The places of all plants are the counterfactual, which controls for the clustering of activity as a whole.",
    ),
    reference: "Duranton, G., Overman, H. G. (2005). Testing for localization using micro-geographic data. Review of Economic Studies 72(4), 1077–1106.",
    aliases: &["do_index", "k_density", "localisation", "杜兰顿", "K密度"],
    inputs: &[Input {
        table: "establishment",
        columns: &["establishment_id", "industry", "period", "size", "lon", "lat"],
        optional: false,
    }],
    parameters: &[
        parameter(
            "industry",
            ParameterKind::Text,
            None,
            "行业",
            "Industry",
            "只计算这一行业；省略则逐个计算",
            "Only this industry; each in turn when absent",
        ),
        crate::profile::PERIOD,
        parameter(
            "kernel",
            ParameterKind::Choice { of: &["gaussian", "epanechnikov"] },
            Some("gaussian"),
            "核",
            "Kernel",
            "高斯核或埃氏核",
            "Gaussian or Epanechnikov",
        ),
        parameter(
            "weights",
            ParameterKind::Choice { of: &["none", "size"] },
            Some("none"),
            "权重",
            "Weights",
            "每对单位同权，或以规模之积为权",
            "Pairs of plants count the same, or by the product of their sizes",
        ),
        parameter(
            "cutoff_km",
            ParameterKind::Number { min: 0.0, max: 20_100.0, unit: Some("km") },
            Some("0"),
            "距离上限",
            "Cutoff",
            "考察的最大距离；0 为全部单位间距离的中位数",
            "The largest distance looked at; 0 takes the median distance between all plants",
        ),
        parameter(
            "steps",
            ParameterKind::Integer { min: 2, max: 1000 },
            Some("50"),
            "步数",
            "Steps",
            "从 0 到上限的等分数",
            "Equal steps from 0 to the cutoff",
        ),
        parameter(
            "draws",
            ParameterKind::Integer { min: 19, max: 100_000 },
            Some("200"),
            "模拟次数",
            "Draws",
            "反事实的模拟次数",
            "How many counterfactuals",
        ),
        parameter(
            "confidence",
            ParameterKind::Number { min: 0.5, max: 0.999, unit: None },
            Some("0.95"),
            "置信水平",
            "Confidence",
            "带的置信水平 c",
            "Level c of the bands",
        ),
        SEED,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        INDUSTRY_COLUMN.required(),
        integer("plants", "单位数", "Plants", "有位置的单位数", "Plants with a place"),
        number("distance", "距离", "Distance", "距离", "Distance").unit("km"),
        number("density", "密度 K", "Density K", "该距离上单位对的密度", "Density of pairs of plants at this distance"),
        number(
            "local_lower",
            "局部下限",
            "Local lower",
            "随机布局的局部下限",
            "Lower local bound under random location",
        ),
        number(
            "local_upper",
            "局部上限",
            "Local upper",
            "随机布局的局部上限",
            "Upper local bound under random location",
        ),
        number("lower", "全局下限", "Global lower", "随机布局的全局下限", "Lower global bound under random location"),
        number("upper", "全局上限", "Global upper", "随机布局的全局上限", "Upper global bound under random location"),
        number("localisation", "集聚 Γ", "Localisation Γ", "高于全局上限之量", "How far above the upper global bound"),
        number(
            "dispersion",
            "分散 Ψ",
            "Dispersion Ψ",
            "处处无集聚时低于全局下限之量",
            "How far below the lower global bound, where nowhere localised",
        ),
    ],
};

const EARTH_KM: f64 = 6371.0088;
/// Cells of the cutoff.
const CELLS: usize = 4096;

/// The shape of the kernel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kernel {
    /// The normal density.
    #[default]
    Gaussian,
    /// `¾(1 − u²)` within one bandwidth.
    Epanechnikov,
}

/// Plants with places: parallel columns. A plant without a place takes no part, one without a size none where sizes count.
#[derive(Clone, Copy, Debug)]
pub struct Sites<'a> {
    /// Degrees east.
    pub longitude: &'a [f64],
    /// Degrees north.
    pub latitude: &'a [f64],
    /// Industry ids.
    pub industry: &'a [u32],
    /// Sizes, where pairs are weighted by them.
    pub size: Option<&'a [f64]>,
}

/// How to measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The kernel.
    pub kernel: Kernel,
    /// The largest distance in km; `None` takes the median of all.
    pub cutoff: Option<f64>,
    /// Steps from 0 to the cutoff.
    pub steps: usize,
    /// Counterfactuals.
    pub draws: usize,
    /// Of the bands.
    pub confidence: f64,
    /// Of the counterfactuals.
    pub seed: u64,
}

/// The density of one industry, one entry for each distance.
#[derive(Clone, Debug, PartialEq)]
pub struct Density {
    /// The industry.
    pub industry: u32,
    /// Its plants with a place.
    pub plants: usize,
    /// From 0 to the cutoff, in km.
    pub distance: Vec<f64>,
    /// The curves; `None` where the density is undefined.
    pub curves: Option<Curves>,
}

/// The curves of an industry.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// `K`.
    pub density: Vec<f64>,
    /// Lower and upper local bounds.
    pub local: [Vec<f64>; 2],
    /// Lower and upper global bounds.
    pub global: [Vec<f64>; 2],
    /// `Γ`.
    pub localisation: Vec<f64>,
    /// `Ψ`.
    pub dispersion: Vec<f64>,
}

/// A place on the unit sphere, and its weight.
#[derive(Clone, Copy)]
struct Site {
    place: [f64; 3],
    size: f64,
}

/// The densities of the industries in `wanted`, against counterfactuals drawn from the places of all plants.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "plants are counted in 32 bits")]
pub fn duranton_overman(sites: Sites<'_>, wanted: &[u32], settings: Settings) -> (Vec<Density>, Vec<Diagnostic>) {
    let usable = |n: usize| {
        let (longitude, latitude) = (sites.longitude[n], sites.latitude[n]);
        longitude.is_finite()
            && latitude.abs() <= 90.0
            && sites.size.is_none_or(|size| size[n].is_finite() && size[n] >= 0.0)
    };
    let site = |n: usize| {
        let (longitude, latitude) = (sites.longitude[n].to_radians(), sites.latitude[n].to_radians());
        let place = [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()];
        Site { place, size: sites.size.map_or(1.0, |size| size[n]) }
    };
    let rows: Vec<usize> = (0..sites.industry.len()).filter(|&n| usable(n)).collect();
    let all: Vec<Site> = rows.iter().map(|&n| site(n)).collect();
    let mut findings = Vec::new();
    if rows.len() < sites.industry.len() {
        findings.push(at("STR201", None, sites.industry.len() - rows.len()));
    }
    let cutoff = settings.cutoff.unwrap_or_else(|| median(&all, settings.seed));
    let distance: Vec<f64> = (0..=settings.steps).map(|step| cutoff * step as f64 / settings.steps as f64).collect();
    let mut undefined = 0;
    let densities = wanted
        .iter()
        .map(|&industry| {
            let own: Vec<Site> =
                rows.iter().zip(&all).filter(|(n, _)| sites.industry[**n] == industry).map(|(_, site)| *site).collect();
            let curves = (cutoff > 0.0).then(|| curves(&own, &all, industry, &distance, settings)).flatten();
            undefined += usize::from(curves.is_none());
            Density { industry, plants: own.len(), distance: distance.clone(), curves }
        })
        .collect();
    if undefined > 0 {
        findings.push(at("STR204", None, undefined));
    }
    (densities, findings)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "ranks of draws"
)]
fn curves(own: &[Site], all: &[Site], industry: u32, distance: &[f64], settings: Settings) -> Option<Curves> {
    let density = density(own, distance, settings.kernel)?;
    let sizes: Vec<f64> = own.iter().map(|site| site.size).collect();
    // A draw whose places all coincide has no density; it stands for the most concentrated curve there can be.
    let draws: Vec<Vec<f64>> = (0..settings.draws)
        .into_par_iter()
        .map(|draw| {
            let stream = u64::from(industry) << 32 | draw as u64;
            let chosen = choose(all, &sizes, settings.seed, stream);
            self::density(&chosen, distance, settings.kernel).unwrap_or_else(|| vec![f64::INFINITY; distance.len()])
        })
        .collect();
    let count = draws.len();
    let allowed = ((1.0 - settings.confidence) * count as f64 + 1e-9).floor() as usize;
    // How near to the top, and to the bottom, a curve ever comes.
    let mut nearest = [vec![count; count], vec![count; count]];
    let sorted: Vec<Vec<f64>> = (0..distance.len())
        .map(|place| {
            let mut order: Vec<usize> = (0..count).collect();
            order.sort_by(|&one, &two| draws[one][place].total_cmp(&draws[two][place]).then(one.cmp(&two)));
            for (rank, &draw) in order.iter().enumerate() {
                nearest[0][draw] = nearest[0][draw].min(rank);
                nearest[1][draw] = nearest[1][draw].min(count - 1 - rank);
            }
            order.iter().map(|&draw| draws[draw][place]).collect()
        })
        .collect();
    let global = nearest.map(|mut nearest| {
        nearest.sort_unstable();
        nearest[allowed.min(count - 1)]
    });
    let local = allowed.min(count.saturating_sub(1) / 2);
    let below = |rank: usize| sorted.iter().map(|values| values[rank]).collect::<Vec<f64>>();
    let above = |rank: usize| sorted.iter().map(|values| values[count - 1 - rank]).collect::<Vec<f64>>();
    let (lower, upper) = (below(global[0]), above(global[1]));
    let gap = |one: &[f64], two: &[f64]| -> Vec<f64> { one.iter().zip(two).map(|(x, y)| (x - y).max(0.0)).collect() };
    let localisation = gap(&density, &upper);
    let dispersion =
        if localisation.iter().any(|gap| *gap > 0.0) { vec![0.0; distance.len()] } else { gap(&lower, &density) };
    Some(Curves { density, local: [below(local), above(local)], global: [lower, upper], localisation, dispersion })
}

/// As many places as there are sizes, without replacement, in an order that `seed` and `stream` decide (Fisher–Yates on
/// the places touched).
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "places are counted in 32 bits"
)]
fn choose(all: &[Site], sizes: &[f64], seed: u64, stream: u64) -> Vec<Site> {
    let mut moved: HashMap<usize, usize> = HashMap::with_capacity(2 * sizes.len());
    // One seed for each stream: counters of different streams must not meet.
    let seed = (uniform(seed, stream) * (1u64 << 53) as f64) as u64;
    sizes
        .iter()
        .enumerate()
        .map(|(place, &size)| {
            let other = place + (uniform(seed, place as u64) * (all.len() - place) as f64) as usize;
            let here = moved.get(&place).copied().unwrap_or(place);
            let there = moved.insert(other, here).unwrap_or(other);
            Site { place: all[if other == place { here } else { there }].place, size }
        })
        .collect()
}

fn kilometres(one: &Site, two: &Site) -> f64 {
    EARTH_KM * arc(one.place, two.place)
}

/// The distances between all pairs of sites, taken whenever they are needed: that costs less than keeping them.
struct Apart {
    /// By coordinate.
    places: [Vec<f64>; 3],
}

impl Apart {
    fn new(sites: &[Site]) -> Self {
        Self { places: [0, 1, 2].map(|axis| sites.iter().map(|site| site.place[axis]).collect()) }
    }

    /// Shows for each site, by its place in the list, the distances to those after it, in km.
    fn rows(&self, mut see: impl FnMut(usize, &[f64])) {
        let mut row = vec![0.0; self.places[0].len()];
        for place in 0..row.len() {
            self.row(place, &mut row);
            see(place, &row[place + 1..]);
        }
    }

    /// The distances of a site to those after it.
    fn row(&self, place: usize, row: &mut [f64]) {
        let [x, y, z] = &self.places;
        let (after, row) = (place + 1.., &mut row[place + 1..]);
        arcs([x[place], y[place], z[place]], [&x[after.clone()], &y[after.clone()], &z[after]], row);
        for apart in row {
            *apart *= EARTH_KM;
        }
    }

    /// No two sites are further apart: twice the largest distance from the first.
    fn reach(&self) -> f64 {
        let mut row = vec![0.0; self.places[0].len()];
        self.row(0, &mut row);
        2.0 * row.iter().copied().fold(0.0, f64::max)
    }
}

/// `K` at each distance; `None` for fewer than two plants, no weight, or no spread of the distances.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "cells are few"
)]
fn density(sites: &[Site], distance: &[f64], kernel: Kernel) -> Option<Vec<f64>> {
    let pairs = sites.len() * sites.len().saturating_sub(1) / 2;
    if pairs == 0 {
        return None;
    }
    let cutoff = distance[distance.len() - 1];
    // So many cells to a step that every distance asked for lies on one: the kernel is then a table.
    let steps = distance.len() - 1;
    let per_step = CELLS.div_ceil(steps);
    let width = cutoff / (steps * per_step) as f64;
    let mut cells = vec![0.0f64; 4 * steps * per_step];
    let apart = Apart::new(sites);
    let mut buckets = Buckets::new(1.0 / width, apart.reach());
    let sizes: Vec<f64> = sites.iter().map(|site| site.size).collect();
    let (mut weight, mut total, mut squares) = (0.0, 0.0, 0.0);
    apart.rows(|place, row| {
        let (size, later, cells) = (sizes[place], &sizes[place + 1..], &mut cells[..]);
        let (mut share_of_row, mut sum, mut square) = (0.0, 0.0, 0.0);
        for (&other, &apart) in later.iter().zip(row) {
            let share = size * other;
            share_of_row += share;
            sum += apart;
            square += apart * apart;
            let cell = apart * buckets.scale;
            let below = cell as u32;
            buckets.count(below);
            let (below, rest) = (below as usize, cell - f64::from(below));
            if below + 1 < cells.len() {
                cells[below] += share * (1.0 - rest);
                cells[below + 1] += share * rest;
            }
        }
        weight += share_of_row;
        total += sum;
        squares += square;
    });
    let count = pairs as f64;
    let deviation = ((squares - total * total / count) / (count - 1.0).max(1.0)).max(0.0).sqrt();
    let spread = match quartile_range(&buckets, |see| apart.rows(|_, row| see(row))) / 1.34 {
        quartiles if quartiles > 0.0 => deviation.min(quartiles),
        _ => deviation,
    };
    let canonical = if kernel == Kernel::Epanechnikov { 2.214 } else { 1.0 };
    let bandwidth = 0.9 * canonical * spread * count.powf(-0.2);
    // Rounding leaves a spread of the order of 1e-9 km between places that coincide.
    if weight <= 0.0 || bandwidth < 1e-6 {
        return None;
    }
    let reach = bandwidth * if kernel == Kernel::Gaussian { 6.0 } else { 1.0 };
    let shape = |u: f64| match kernel {
        Kernel::Gaussian => {
            (-0.5 * u * u).exp() * (0.5 * std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2)
        }
        Kernel::Epanechnikov => 0.75 * (1.0 - u * u).max(0.0),
    };
    let far = ((reach / width).ceil() as usize + 1).min(2 * cells.len());
    let table: Vec<f64> = (0..far).map(|cell| shape(cell as f64 * width / bandwidth)).collect();
    let turned: Vec<f64> = table.iter().rev().copied().collect();
    let at = |step: usize| {
        let here = step * per_step;
        let upward = &cells[here..(here + far).min(cells.len())];
        let downward = &cells[(here + 1).saturating_sub(far)..here];
        // Distances below zero mirror those above.
        let mirrored = &table[here.min(far)..(here + cells.len()).min(far)];
        let down = &turned[far - 1 - downward.len()..far - 1];
        dot(upward, &table[..upward.len()]) + dot(downward, down) + dot(&cells[..mirrored.len()], mirrored)
    };
    Some((0..=steps).map(|step| at(step) / (bandwidth * weight)).collect())
}

/// The quantile by linear interpolation between order statistics.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "places are counted in 32 bits"
)]
fn quantile(values: &mut [f64], level: f64) -> f64 {
    let place = level * (values.len() - 1) as f64;
    let (_, &mut low, above) = values.select_nth_unstable_by(place as usize, f64::total_cmp);
    let high = above.iter().copied().fold(f64::INFINITY, f64::min);
    if high.is_finite() { low + (high - low) * place.fract() } else { low }
}

/// The median distance between plants: of all pairs, or beyond 1500 plants of a million random ones.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "places are counted in 32 bits"
)]
fn median(sites: &[Site], seed: u64) -> f64 {
    let mut distances: Vec<f64> = if sites.len() <= 1500 {
        sites
            .iter()
            .enumerate()
            .flat_map(|(place, one)| sites[place + 1..].iter().map(move |two| kilometres(one, two)))
            .collect()
    } else {
        let draw = |counter: u64| (uniform(seed, counter) * sites.len() as f64) as usize;
        let pair = |n: u64| (draw(2 * n), draw(2 * n + 1));
        (0..1_000_000).map(pair).filter(|(a, b)| a != b).map(|(a, b)| kilometres(&sites[a], &sites[b])).collect()
    };
    if distances.is_empty() { f64::NAN } else { quantile(&mut distances, 0.5) }
}
