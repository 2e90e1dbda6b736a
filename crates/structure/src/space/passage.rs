//! First passages of a Markov chain: how long it takes on average to come to a class for the first time.

/// Mean number of periods from each class until the chain is in each class, back to itself on the diagonal (Kemeny and Snell
/// 1960); `None` where the chain may never come there. `rows` are transition probabilities.
pub(super) fn first_passages(rows: &[Vec<f64>]) -> Vec<Vec<Option<f64>>> {
    let k = rows.len();
    let mut times = vec![vec![None; k]; k];
    for target in 0..k {
        let sure = surely(rows, target);
        let known: Vec<usize> = (0..k).filter(|&class| class != target && sure[class]).collect();
        let waits = waiting(rows, &known);
        for (place, &class) in known.iter().enumerate() {
            times[class][target] = Some(waits[place]);
        }
        // Back to itself: one step, then from wherever it led.
        let back = |class: usize| if class == target { Some(0.0) } else { times[class][target] };
        let steps: Option<Vec<f64>> = (0..k)
            .filter(|&class| rows[target][class] > 0.0)
            .map(|class| Some(rows[target][class] * back(class)?))
            .collect();
        times[target][target] = steps.map(|steps| 1.0 + liantu_numeric::sum(steps));
    }
    times
}

/// From which classes the chain comes to `target` with certainty: those from which every road leads there in the end.
fn surely(rows: &[Vec<f64>], target: usize) -> Vec<bool> {
    let k = rows.len();
    // The chain ends at its target: it leaves it no more.
    let onward = |from: usize, to: usize| from != target && rows[from][to] > 0.0;
    let mut reaches: Vec<bool> = (0..k).map(|class| class == target).collect();
    for _ in 0..k {
        for class in 0..k {
            reaches[class] |= (0..k).any(|next| onward(class, next) && reaches[next]);
        }
    }
    let mut sure = reaches;
    for _ in 0..k {
        for class in 0..k {
            sure[class] &= (0..k).all(|next| !onward(class, next) || sure[next]);
        }
    }
    sure
}

/// Solves `m = 1 + Q m` over these classes: an M-matrix, for which elimination needs no exchange of rows.
fn waiting(rows: &[Vec<f64>], classes: &[usize]) -> Vec<f64> {
    let n = classes.len();
    let mut system: Vec<Vec<f64>> = classes
        .iter()
        .enumerate()
        .map(|(place, &from)| {
            let mut row: Vec<f64> = classes.iter().map(|&to| -rows[from][to]).collect();
            // One less the chance to stay, as the sum of all others: nothing cancels.
            let others = (0..rows.len()).filter(|&to| to != from).map(|to| rows[from][to]);
            row[place] = liantu_numeric::sum(others);
            row.push(1.0);
            row
        })
        .collect();
    for pivot in 0..n {
        for below in pivot + 1..n {
            let factor = system[below][pivot] / system[pivot][pivot];
            let above = system[pivot].clone();
            for (cell, above) in system[below].iter_mut().zip(above).skip(pivot) {
                *cell -= factor * above;
            }
        }
    }
    let mut solution = vec![0.0; n];
    for place in (0..n).rev() {
        let known: f64 = (place + 1..n).map(|column| system[place][column] * solution[column]).sum();
        solution[place] = (system[place][n] - known) / system[place][place];
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::first_passages;

    /// The weather in the Land of Oz (Kemeny, Snell and Thompson), as the manual of giddy prints it too.
    #[test]
    fn the_land_of_oz() {
        let oz = [vec![0.5, 0.25, 0.25], vec![0.5, 0.0, 0.5], vec![0.25, 0.25, 0.5]];
        let expected = [[2.5, 4.0, 10.0 / 3.0], [8.0 / 3.0, 5.0, 8.0 / 3.0], [10.0 / 3.0, 4.0, 2.5]];
        for (row, expected) in first_passages(&oz).iter().zip(expected) {
            for (time, expected) in row.iter().zip(expected) {
                assert!((time.unwrap() - expected).abs() < 1e-12);
            }
        }
    }

    /// What is absorbed comes back no more; what may be absorbed elsewhere has no mean.
    #[test]
    fn where_it_may_never_come_there_is_no_time() {
        let chain = [vec![1.0, 0.0, 0.0], vec![0.25, 0.5, 0.25], vec![0.0, 0.0, 1.0]];
        let times = first_passages(&chain);
        assert_eq!(times[0], [Some(1.0), None, None]);
        assert_eq!(times[1], [None, None, None]);
        let one_end = [vec![1.0, 0.0], vec![0.2, 0.8]];
        assert_eq!(first_passages(&one_end)[0], [Some(1.0), None]);
        assert!((first_passages(&one_end)[1][0].unwrap() - 5.0).abs() < 1e-12);
    }
}
