//! SIGKILL at any moment: the workspace opens, holds the last acknowledged revision, and nothing half-done.

use crate::fixture::{Dice, LOG, MIXED, Row, batch, note, row, stored};
use crate::python;
use liantu_model::schema::Table;
use liantu_workspace::{Mode, Revision, Workspace};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const KILLS: u32 = 50;
const FOLDER: &str = "LIANTU_TEST_KILL_WORKSPACE";
const FRESH: Table = Table { name: "fresh", ..LOG };

/// One import over three tables, each written another way; all rows tell the number of the revision.
async fn generation(workspace: &Workspace) -> Revision {
    let mut import = workspace.begin().await.unwrap();
    let number = i64::try_from(import.base().number + 1).unwrap();
    let rows: Vec<Row> = (0..200).map(|id| row(id, None, number)).collect();
    for part in rows.chunks(50) {
        import.write(&MIXED, Mode::Upsert, &batch(&MIXED, part)).unwrap();
        import.write(&FRESH, Mode::Replace, &batch(&FRESH, part)).unwrap();
    }
    import.write(&LOG, Mode::Append, &batch(&LOG, &[row("one", None, number)])).unwrap();
    import.commit(note("generation")).await.unwrap()
}

/// Not a test of its own: what the processes run that are killed.
#[test]
fn writer() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let workspace = Workspace::open(PathBuf::from(folder)).await.unwrap();
        writeln!(std::io::stdout().lock(), "ready").unwrap();
        loop {
            let revision = generation(&workspace).await;
            // `println!` would go to the test harness.
            writeln!(std::io::stdout().lock(), "acknowledged {}", revision.number).unwrap();
        }
    });
}

/// Starts a writer, kills it `delay` after it is ready, and returns the last revision that it acknowledged.
fn killed_after(folder: &Path, delay: Duration) -> Option<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["kill::writer", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.ends_with("ready")), "the writer starts");
    std::thread::sleep(delay);
    child.kill().unwrap();
    let last = lines.filter_map(|line| line.rsplit_once("acknowledged ")?.1.parse().ok()).last();
    child.wait().unwrap();
    last
}

async fn verify(workspace: &Workspace, revision: &Revision) {
    let number = i64::try_from(revision.number).unwrap();
    if number == 0 {
        assert!(revision.tables.is_empty());
        return;
    }
    for name in ["mixed", "fresh"] {
        let rows = stored(workspace, revision, name).await;
        assert_eq!(rows.len(), 200, "{name}");
        assert!(rows.iter().all(|row| row.count == number), "{name} is of one generation");
    }
    let mut log: Vec<i64> = stored(workspace, revision, "log").await.iter().map(|row| row.count).collect();
    log.sort_unstable();
    assert!(log.into_iter().eq(1..=number));
}

#[tokio::test]
async fn a_killed_import_leaves_the_last_acknowledged_revision() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("killed");
    drop(Workspace::create(&folder, "killed").await.unwrap());
    let reader = python::available("a_killed_import_leaves_the_last_acknowledged_revision (its Python part)");
    let mut dice = Dice(7);
    let (mut acknowledged, mut unacknowledged) = (0, 0);
    // The moments spread over two imports, however fast they are here.
    let mut import_takes = Duration::from_millis(40);
    for kill in 0..KILLS {
        let delay = import_takes.mul_f64(dice.roll(1_000) as f64 / 500.0);
        let last = killed_after(&folder, delay).unwrap_or(acknowledged);
        let workspace = Workspace::open(&folder).await.unwrap();
        let head = workspace.head().await.unwrap();
        assert!(head.number == last || head.number == last + 1, "{} after {last} was acknowledged", head.number);
        unacknowledged += head.number - last;
        verify(&workspace, &head).await;
        if reader && kill % 16 == 0 {
            python::agrees(&workspace, &head).await;
        }
        let start = Instant::now();
        let next = generation(&workspace).await;
        import_takes = start.elapsed();
        assert_eq!(next.number, head.number + 1);
        if kill % 5 == 0 {
            verify(&workspace, &next).await;
        }
        acknowledged = next.number;
    }
    println!("{KILLS} kills, {acknowledged} revisions, {unacknowledged} complete without an acknowledgement");
    let (files, newest) = (std::fs::read_dir(folder.join("tables/fresh")).unwrap().count(), acknowledged);
    let strays = std::fs::read_dir(folder.join("tables/fresh")).unwrap().filter(|file| {
        let name = file.as_ref().unwrap().file_name().into_string().unwrap();
        name.strip_prefix('r').and_then(|rest| rest.split_once('-')?.0.parse::<u64>().ok()).is_some_and(|n| n > newest)
    });
    assert_eq!(strays.count(), 0, "of {files} files none is of a revision that never was");
}
