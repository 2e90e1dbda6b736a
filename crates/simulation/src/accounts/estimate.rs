//! Fitting a table to totals: RAS, and its form for tables with negative cells.

use super::aggregation::CELLS;
use super::declare::{EDITS, PERIOD, SCENARIO, TABLE, parameter};
use super::{Account, AccountsError, Mrio, at};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind, Words};
use liantu_numeric::{Dense, sum};

/// The declaration.
pub const FIT: Method = Method {
    id: "io_fit",
    version: 1,
    study: "simulation",
    title: text("投入产出表平衡与更新（RAS、GRAS）", "Fitting an input-output table (RAS, GRAS)"),
    question: text(
        "已知总产出与初始投入时，怎样最小地改动旧表使其平衡？",
        "Given output and primary inputs, how is a table changed least so that it balances?",
    ),
    formula: text(
        "对 [Z Y] 求行、列乘子 r、s：正元素变为 r_i·a·s_j，负元素变为 a/(r_i·s_j)，使行和等于声明的总产出，Z 的列和等于总产出减增加值与进口，Y 各列按同一比例缩放以使合计相符。非负时即 RAS，等价于相对原表的最小交叉熵；有负元素时为 GRAS。",
        "Row and column factors r, s of [Z Y]: a positive cell becomes r_i·a·s_j and a negative one a/(r_i·s_j), so that rows add up to the output stated and columns of Z to output less value added and imports; the columns of Y are scaled alike to make the totals meet. Without negative cells this is RAS, which is the least cross-entropy relative to the table given; with them it is GRAS.",
    ),
    limits: text(
        "结果是估计，不是观测。零元素保持为零，因此有的合计可能无法满足；未收敛时给出剩余差额。每个部门都需声明总产出（account = output）。",
        "The result is an estimate, not an observation. Zeros stay zero, so some totals may be out of reach; what is left is reported. Every sector needs a stated output (account = output).",
    ),
    reference: "Stone, R., Brown, A. (1962). A Computable Model of Economic Growth. Junius, T., Oosterhaven, J. (2003). The solution of updating or regionalizing a matrix with both positive and negative entries. Economic Systems Research 15(1), 87–96. Lenzen, M., Wood, R., Gallego, B. (2007). Some comments on the GRAS method. Economic Systems Research 19(4), 461–465. Bacharach, M. (1970). Biproportional Matrices and Input-Output Change.",
    aliases: &["ras", "gras", "cross_entropy", "biproportional", "平衡表", "双比例"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        parameter(
            "method",
            ParameterKind::Choice { of: &["gras", "ras"] },
            Some("gras"),
            "方法",
            "Method",
            "gras：允许负元素；ras：有负元素时拒绝",
            "gras: negative cells allowed; ras: refuses them",
        ),
        parameter(
            "tolerance",
            ParameterKind::Number { min: 1e-15, max: 0.01, unit: None },
            Some("1e-10"),
            "精度",
            "Precision",
            "剩余差额相对于总产出",
            "What may be left, relative to all output",
        ),
        parameter(
            "rounds",
            ParameterKind::Integer { min: 1, max: 1_000_000 },
            Some("10000"),
            "最多轮数",
            "Rounds at most",
            "超过即停止并说明剩余差额",
            "Stops after these and says what is left",
        ),
    ],
    outputs: CELLS,
};

/// A matrix fitted to totals.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The matrix.
    pub matrix: Dense,
    /// Factors of its rows.
    pub rows: Vec<f64>,
    /// Factors of its columns.
    pub columns: Vec<f64>,
    /// Rounds taken.
    pub rounds: usize,
    /// The largest gap left between a sum and its total.
    pub residual: f64,
    /// Rows and columns whose total cannot be met, for want of cells of its sign.
    pub impossible: usize,
}

/// The factor that makes `p·r − n/r` equal to `total`.
fn factor(total: f64, positive: f64, negative: f64) -> Option<f64> {
    let found = match (positive > 0.0, negative > 0.0) {
        (false, false) => return if total == 0.0 { Some(1.0) } else { None },
        (true, false) => total / positive,
        (false, true) => -negative / total,
        (true, true) if total >= 0.0 => (total + (total * total + 4.0 * positive * negative).sqrt()) / (2.0 * positive),
        // The same root without the difference of like numbers.
        (true, true) => 2.0 * negative / ((total * total + 4.0 * positive * negative).sqrt() - total),
    };
    (found.is_finite() && (found > 0.0 || (found == 0.0 && total == 0.0))).then_some(found)
}

/// Fits a matrix to row and column totals, changing it least in the sense of cross-entropy; negative cells keep their sign.
///
/// # Errors
///
/// If the totals of rows and columns differ in their sum, or are no finite numbers.
pub fn gras(
    prior: &Dense,
    rows: &[f64],
    columns: &[f64],
    tolerance: f64,
    rounds: usize,
) -> Result<Fitted, AccountsError> {
    let (one, two) = (sum(rows.iter().copied()), sum(columns.iter().copied()));
    let scale = sum(rows.iter().chain(columns).map(|total| total.abs())) / 2.0;
    if !(one - two).is_finite() || (one - two).abs() > 1e-8 * scale.max(f64::MIN_POSITIVE) {
        return Err(AccountsError::Totals { rows: one.to_string(), columns: two.to_string() });
    }
    let (m, n) = (prior.rows(), prior.columns());
    let (mut r, mut s) = (vec![1.0; m], vec![1.0; n]);
    let mut impossible = 0;
    let mut done = rounds;
    let value = |cell: f64, r: f64, s: f64| {
        if cell >= 0.0 { cell * r * s } else { cell / (r * s) }
    };
    let mut residual = f64::INFINITY;
    for round in 0..rounds {
        impossible = 0;
        let (mut positive, mut negative) = (vec![0.0; m], vec![0.0; m]);
        for (column, s) in s.iter().enumerate() {
            for (row, &cell) in prior.column(column).iter().enumerate() {
                if cell > 0.0 {
                    positive[row] += cell * s;
                } else if cell < 0.0 {
                    negative[row] -= cell / s;
                }
            }
        }
        for row in 0..m {
            match factor(rows[row], positive[row], negative[row]) {
                Some(found) => r[row] = found,
                None => impossible += 1,
            }
        }
        let mut gap = vec![0.0; m];
        for column in 0..n {
            let (mut positive, mut negative) = (0.0, 0.0);
            for (cell, r) in prior.column(column).iter().zip(&r) {
                if *cell > 0.0 {
                    positive += cell * r;
                } else if *cell < 0.0 {
                    negative -= cell / r;
                }
            }
            match factor(columns[column], positive, negative) {
                Some(found) => s[column] = found,
                None => impossible += 1,
            }
            for ((gap, cell), r) in gap.iter_mut().zip(prior.column(column)).zip(&r) {
                *gap += if *cell == 0.0 { 0.0 } else { value(*cell, *r, s[column]) };
            }
        }
        residual = gap.iter().zip(rows).map(|(sum, total)| (sum - total).abs()).fold(0.0, f64::max);
        if residual <= tolerance * scale {
            done = round + 1;
            break;
        }
    }
    let entry = |row: usize, column: usize| match prior.at(row, column) {
        0.0 => 0.0,
        cell => value(cell, r[row], s[column]),
    };
    let matrix = Dense::from_fn(m, n, entry);
    for (column, total) in columns.iter().enumerate() {
        residual = residual.max((sum(matrix.column(column).iter().copied()) - total).abs());
    }
    Ok(Fitted { matrix, rows: r, columns: s, rounds: done, residual, impossible })
}

/// A table fitted to its stated outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The table.
    pub mrio: Mrio,
    /// How the fit went.
    pub fitted: Fitted,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Fits transactions and final demand to the outputs stated and to primary inputs.
///
/// # Errors
///
/// If a sector states no output, there is no final demand, or the totals cannot meet.
pub fn fit(mrio: &Mrio, tolerance: f64, rounds: usize) -> Result<Fit, AccountsError> {
    let n = mrio.len();
    let unfit = |what: Words| AccountsError::Unfit { what };
    let silent = mrio.declared.iter().filter(|stated| stated.is_nan()).count();
    if silent > 0 {
        return Err(unfit(Words::new(
            format!("{silent} 个部门没有给出总产出（账户 `output`）"),
            format!("{silent} sectors state no output (account `output`)"),
        )));
    }
    let added = mrio.total_of(Account::ValueAdded).ok_or_else(|| {
        unfit(Words::new("表中没有可供各列配平的增加值行", "the table has no rows of value added to fit columns to"))
    })?;
    let imports = mrio.total_of(Account::Import).unwrap_or_else(|| vec![0.0; n]);
    let demand: Vec<f64> = (0..mrio.demand.len()).map(|column| sum(mrio.y.column(column).iter().copied())).collect();
    let used: Vec<f64> = (0..n).map(|node| mrio.declared[node] - added[node] - imports[node]).collect();
    let wanted = sum(mrio.declared.iter().copied()) - sum(used.iter().copied());
    let now = sum(demand.iter().copied());
    if now == 0.0 || wanted / now <= 0.0 {
        return Err(AccountsError::Totals { rows: wanted.to_string(), columns: now.to_string() });
    }
    let columns: Vec<f64> = used.into_iter().chain(demand.iter().map(|total| total * (wanted / now))).collect();
    let cells = [mrio.z.cells(), mrio.y.cells()].concat();
    let prior = Dense::from_cells(n, n + mrio.demand.len(), cells);
    let fitted = gras(&prior, &mrio.declared, &columns, tolerance, rounds)?;
    let mut table = mrio.clone();
    let (z, y) = fitted.matrix.cells().split_at(n * n);
    table.z.cells_mut().copy_from_slice(z);
    table.y.cells_mut().copy_from_slice(y);
    table.x = table.row_sums();
    let mut findings = Vec::new();
    if fitted.impossible > 0 {
        findings.push(at("SIM115", fitted.impossible));
    } else if fitted.residual > tolerance * sum(mrio.declared.iter().map(|x| x.abs())) {
        findings.push(at("SIM114", 1).found(format!("{:e}", fitted.residual)));
    }
    Ok(Fit { mrio: table, fitted, findings })
}
