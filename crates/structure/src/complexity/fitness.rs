//! Fitness: a region is fit by what it has, and an industry is no more complex than its least fit region allows.

use super::presence::{Pairs, Presence, Rule, by_period};
use super::shared::{self, Columns};
use crate::panel::{Panel, at};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{Nullable, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "fitness",
    version: 1,
    study: "structure",
    title: text("适合度与复杂度", "Fitness and complexity"),
    question: text(
        "区域靠所拥有的活动有多“适合”，一项活动又有多难？",
        "How fit is a region by what it has, and how demanding is an activity?",
    ),
    formula: text(
        "从 F = Q = 1 起迭代：F'_r = Σ_a M_ra Q_a，Q'_a = (Σ_r M_ra F_r^(−γ))^(−1/γ)，每次各除以均值；γ = 1（extremality）。达到 iterations 次，或 F 的最大变化不超过 tolerance 时停止。economiccomplexity 的 iterations=20 相当于这里 19 次。",
        "From F = Q = 1, iterate F'_r = Σ_a M_ra Q_a and Q'_a = (Σ_r M_ra F_r^(−γ))^(−1/γ), each divided by its mean every time; γ = 1 (extremality). Stops after iterations steps, or when F changes by no more than tolerance. iterations=20 of economiccomplexity are 19 steps here.",
    ),
    limits: text(
        "只拥有普遍活动的区域其适合度可能随迭代趋于零，收敛很慢：比较名次而非数值，并查看列 iterations 与 change。没有任何活动的区域与无人拥有的行业为空。不同时期以各自均值为 1，数值不可直接比较。",
        "The fitness of a region that only has what all have may fall towards zero with every step, and convergence is slow: compare ranks rather than values, and see the columns iterations and change. Null for a region without any activity and an industry that nobody has. The mean is 1 in every period; values of different periods do not compare.",
    ),
    reference: "Tacchella, A., Cristelli, M., Caldarelli, G., Gabrielli, A., Pietronero, L. (2012). A new metrics for countries' fitness and products' complexity. Scientific Reports 2, 723. Pugliese, E., Zaccaria, A., Pietronero, L. (2016). On the convergence of the fitness-complexity algorithm. EPJ Special Topics 225, 1893–1911.",
    aliases: &["fitness complexity", "tacchella", "适合度", "适应度"],
    inputs: &[crate::declare::PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        shared::SIDE,
        shared::PRESENCE,
        shared::HEADS,
        shared::THRESHOLD,
        shared::COMPARISON,
        Parameter {
            name: "iterations",
            kind: ParameterKind::Integer { min: 1, max: 100_000 },
            default: Some("200"),
            title: text("最多迭代次数", "Iterations at most"),
            help: text("到此为止", "Stop here"),
        },
        Parameter {
            name: "tolerance",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("1e-9"),
            title: text("容差", "Tolerance"),
            help: text(
                "适合度（均值为 1）的最大变化不超过此值即停止；0 为总是迭代到底",
                "Stop when no fitness (mean 1) changes by more; 0 to take all iterations",
            ),
        },
        Parameter {
            name: "extremality",
            kind: ParameterKind::Number { min: 0.01, max: 10.0, unit: None },
            default: Some("1"),
            title: text("极端程度 γ", "Extremality γ"),
            help: text(
                "越大，行业的复杂度越取决于最不适合的区域",
                "The larger, the more the least fit region decides the complexity of an industry",
            ),
        },
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        shared::REGION_OR_NONE,
        shared::INDUSTRY_OR_NONE,
        Column::new(
            "links",
            ColumnKind::Integer,
            text("多样性或普遍性", "Diversity or ubiquity"),
            text(
                "区域拥有的行业数，或拥有行业的区域数",
                "Industries that a region has, or regions that have an industry",
            ),
        ),
        Column::new(
            "fitness",
            ColumnKind::Number,
            text("适合度或复杂度", "Fitness or complexity"),
            text("区域的 F 或行业的 Q，均值为 1", "F of a region or Q of an industry, with mean 1"),
        ),
        Column::new(
            "rank",
            ColumnKind::Integer,
            text("名次", "Rank"),
            text("1 为最高；并列者同名次", "1 is the highest; equals share a rank"),
        ),
        Column::new(
            "iterations",
            ColumnKind::Integer,
            text("迭代次数", "Iterations"),
            text("该时期所用次数", "Steps taken in the period"),
        ),
        Column::new(
            "change",
            ColumnKind::Number,
            text("末次变化", "Last change"),
            text("最后一次迭代中适合度的最大变化", "Largest change of a fitness in the last step"),
        ),
    ],
};

/// When the iteration stops, and how much the least fit count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Iteration {
    /// At most so many steps.
    pub steps: u32,
    /// No fitness changes by more than this.
    pub tolerance: f64,
    /// γ.
    pub extremality: f64,
}

impl Default for Iteration {
    fn default() -> Self {
        Self { steps: 200, tolerance: 1e-9, extremality: 1.0 }
    }
}

/// One side, sorted by period and id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// The period.
    pub period: Vec<u32>,
    /// The region or the industry.
    pub id: Vec<u32>,
    /// Diversity or ubiquity.
    pub links: Vec<u32>,
    /// Fitness of a region, complexity of an industry; undefined without links.
    pub fitness: Nullable,
    /// 1 is the highest.
    pub rank: Vec<Option<u32>>,
    /// Steps taken in the period.
    pub iterations: Vec<u32>,
    /// Largest change of a fitness in the last step.
    pub change: Vec<f64>,
}

/// The fitness of regions and the complexity of industries, by period.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitness {
    /// Regions.
    pub regions: Side,
    /// Industries.
    pub industries: Side,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Fitness of regions and complexity of industries in each period; periods side by side, the same bits at any number of
/// threads.
pub fn fitness(panel: &Panel<'_>, rule: Rule, iteration: Iteration) -> Fitness {
    let (results, mut findings) = by_period(panel, rule, Pairs::None, |presence| {
        let found = iterate(&presence, iteration);
        let side = |ids: &[u32], links: &[u32], fitness: &[f64]| Columns {
            period: vec![presence.period; ids.len()],
            id: ids.to_vec(),
            numbers: [
                links.iter().map(|&count| f64::from(count)).collect(),
                fitness.to_vec(),
                ranks(fitness),
                vec![f64::from(found.steps); ids.len()],
                vec![found.change; ids.len()],
            ],
        };
        let regions = side(&presence.regions, &presence.diversity, &found.of_regions);
        let industries = side(&presence.industries, &presence.ubiquity, &found.of_industries);
        (regions, industries, found.change > iteration.tolerance)
    });
    let open = results.iter().filter(|(_, _, open)| *open).count();
    if open > 0 && iteration.tolerance > 0.0 {
        findings.push(at("STR311", None, open));
    }
    let (mut regions, mut industries) = (Columns::default(), Columns::default());
    for (of_regions, of_industries, _) in results {
        regions.append(of_regions);
        industries.append(of_industries);
    }
    Fitness { regions: regions.into(), industries: industries.into(), findings }
}

impl From<Columns<5>> for Side {
    fn from(columns: Columns<5>) -> Self {
        let [links, fitness, rank, iterations, change] = columns.numbers;
        let whole = |numbers: Vec<f64>| numbers.into_iter().map(shared::count).collect();
        Self {
            period: columns.period,
            id: columns.id,
            links: whole(links),
            fitness: Nullable::from_raw(fitness),
            rank: rank.into_iter().map(|rank| (!rank.is_nan()).then(|| shared::count(rank))).collect(),
            iterations: whole(iterations),
            change,
        }
    }
}

/// The fixed point of a period, as far as it was followed.
struct Found {
    of_regions: Vec<f64>,
    of_industries: Vec<f64>,
    steps: u32,
    change: f64,
}

fn iterate(presence: &Presence, iteration: Iteration) -> Found {
    let start =
        |counts: &[u32]| counts.iter().map(|&count| if count > 0 { 1.0 } else { f64::NAN }).collect::<Vec<f64>>();
    let (mut regions, mut industries) = (start(&presence.diversity), start(&presence.ubiquity));
    let (mut steps, mut change) = (0, f64::INFINITY);
    let power = iteration.extremality;
    let plain = (power - 1.0).abs() < f64::EPSILON;
    while steps < iteration.steps && change > iteration.tolerance {
        let hardness: Vec<f64> =
            regions.iter().map(|fitness| if plain { 1.0 / fitness } else { fitness.powf(-power) }).collect();
        let next = |row: usize| presence.present.ones(row).map(|column| industries[column]).sum::<f64>();
        let mut of_regions: Vec<f64> = (0..regions.len()).map(next).collect();
        let next = |column: usize| {
            let sum = presence.by_industry.ones(column).map(|row| hardness[row]).sum::<f64>();
            if plain { 1.0 / sum } else { 1.0 / sum.powf(1.0 / power) }
        };
        let mut of_industries: Vec<f64> = (0..industries.len()).map(next).collect();
        normalise(&mut of_regions, &presence.diversity);
        normalise(&mut of_industries, &presence.ubiquity);
        let apart = of_regions.iter().zip(&regions).map(|(new, old)| (new - old).abs());
        change = apart.filter(|apart| !apart.is_nan()).fold(0.0, f64::max);
        (regions, industries) = (of_regions, of_industries);
        steps += 1;
    }
    Found { of_regions: regions, of_industries: industries, steps, change }
}

/// Divides by the mean of those with links; the others have no number.
fn normalise(numbers: &mut [f64], links: &[u32]) {
    let linked = numbers.iter().zip(links).filter(|(_, links)| **links > 0).map(|(number, _)| *number);
    let mean = sum(linked) / links.iter().filter(|&&links| links > 0).count() as f64;
    for (number, &links) in numbers.iter_mut().zip(links) {
        *number = if links > 0 { *number / mean } else { f64::NAN };
    }
}

/// The rank of each number, 1 for the largest; equals share the smaller. NaN has none.
pub(crate) fn ranks(numbers: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..numbers.len()).filter(|&n| !numbers[n].is_nan()).collect();
    order.sort_by(|&one, &two| numbers[two].total_cmp(&numbers[one]));
    let mut ranks = vec![f64::NAN; numbers.len()];
    for (place, &n) in order.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| order[before]);
        ranks[n] = match before {
            Some(before) if numbers[before] <= numbers[n] => ranks[before],
            _ => place as f64 + 1.0,
        };
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use liantu_numeric::Bits;

    #[test]
    fn two_by_two_by_hand() {
        let mut bits = Bits::new(2, 2);
        for (row, column) in [(0, 0), (0, 1), (1, 1)] {
            bits.set(row, column);
        }
        // Step 1: F = (2, 1), mean 1.5; Q = (1, 1/2), mean 3/4. Step 2: F = (4/3 + 2/3, 2/3) = (2, 2/3), mean 4/3;
        // Q = (4/3, 1/(3/4 + 3/2)) = (4/3, 4/9), mean 8/9.
        let found = iterate(&Presence::of_bits(bits), Iteration { steps: 2, tolerance: 0.0, extremality: 1.0 });
        let close =
            |numbers: &[f64], expected: [f64; 2]| numbers.iter().zip(expected).all(|(n, e)| (n - e).abs() < 1e-15);
        assert!(close(&found.of_regions, [1.5, 0.5]) && close(&found.of_industries, [1.5, 0.5]));
    }

    #[test]
    fn equals_share_a_rank() {
        assert_eq!(&ranks(&[1.0, 3.0, 3.0, 0.5]), &[3.0, 1.0, 1.0, 4.0]);
        assert!(ranks(&[f64::NAN])[0].is_nan());
    }
}
