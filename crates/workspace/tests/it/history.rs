//! Time travel, restoring, and what a killed writer leaves.

use crate::commit::parquet_files;
use crate::fixture::{LOG, MIXED, batch, import, note, row, sorted, stored, workspace};
use liantu_workspace::{As, Mode, Workspace, WorkspaceError};

#[tokio::test]
async fn every_past_state_stays_readable() {
    let (_folder, workspace) = workspace().await;
    let first = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    let second = import(&workspace, &MIXED, Mode::Replace, &[row("b", None, 2)]).await;
    let log = workspace.log().await.unwrap();
    assert_eq!(log.iter().map(|revision| revision.number).collect::<Vec<_>>(), [2, 1, 0]);
    assert!(log[0].at > log[1].at && log[1].at > log[2].at);
    assert_eq!(log[1].note.message, "append");

    let reopened = Workspace::open(workspace.root()).await.unwrap();
    assert_eq!(reopened.name(), "长三角");
    assert_eq!(reopened.resolve(As::Revision(1)).await.unwrap(), first);
    assert_eq!(reopened.resolve(As::Instant(second.at)).await.unwrap(), second);
    let between = As::Instant(first.at + (second.at - first.at).checked_div_by_two());
    assert_eq!(reopened.resolve(between).await.unwrap(), first);
    assert_eq!(stored(&reopened, &first, "mixed").await, [row("a", None, 1)]);
    let early = As::Instant("1999-01-01T00:00:00Z".parse().unwrap());
    assert!(matches!(reopened.resolve(early).await, Err(WorkspaceError::BeforeFirst { .. })));
    let absent = reopened.resolve(As::Revision(9)).await;
    assert!(matches!(absent, Err(WorkspaceError::RevisionAbsent { number: 9, head: 2 })));
}

trait Half {
    fn checked_div_by_two(self) -> jiff::Span;
}

impl Half for jiff::Span {
    fn checked_div_by_two(self) -> jiff::Span {
        let nanoseconds = self.total(jiff::Unit::Nanosecond).unwrap() / 2.0;
        #[expect(clippy::cast_possible_truncation, reason = "a short time")]
        jiff::Span::new().nanoseconds(nanoseconds as i64)
    }
}

#[tokio::test]
async fn restoring_is_a_new_revision() {
    let (_folder, workspace) = workspace().await;
    let first = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    import(&workspace, &MIXED, Mode::Upsert, &[row("a", None, 2)]).await;
    import(&workspace, &LOG, Mode::Append, &[row("l", None, 3)]).await;
    let restored = workspace.restore(first.number).await.unwrap();
    assert_eq!((restored.number, restored.restores), (4, Some(1)));
    assert_eq!(stored(&workspace, &restored, "mixed").await, [row("a", None, 1)]);
    assert!(!restored.tables.contains_key("log"), "the table did not exist");
    // The table comes back with the rows of its next import only.
    let again = import(&workspace, &LOG, Mode::Append, &[row("m", None, 4)]).await;
    assert_eq!(stored(&workspace, &again, "log").await, [row("m", None, 4)]);
    let forward = workspace.restore(3).await.unwrap();
    assert_eq!(stored(&workspace, &forward, "log").await, [row("l", None, 3)]);
    assert_eq!(stored(&workspace, &forward, "mixed").await, [row("a", None, 2)]);
    assert!(matches!(workspace.restore(99).await, Err(WorkspaceError::RevisionAbsent { .. })));
}

/// A process that dies after its Delta commits and before its revision leaves exactly this.
async fn kill_before_publication(workspace: &Workspace) {
    let mut writer = workspace.begin().await.unwrap();
    writer.write(&MIXED, Mode::Upsert, &batch(&MIXED, &[row("a", None, 66), row("ghost", None, 66)])).unwrap();
    writer.write(&LOG, Mode::Append, &batch(&LOG, &[row("ghost", None, 66)])).unwrap();
    let lost = writer.commit(note("lost")).await.unwrap();
    std::fs::remove_file(workspace.root().join(format!("revisions/{}.json", lost.number))).unwrap();
}

#[tokio::test]
async fn what_no_revision_pins_never_comes_back() {
    let (_folder, workspace) = workspace().await;
    let first = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1), row("b", None, 2)]).await;
    let root = workspace.root().to_owned();
    kill_before_publication(&workspace).await;
    drop(workspace);

    let workspace = Workspace::open(&root).await.unwrap();
    assert_eq!(workspace.head().await.unwrap(), first);
    assert_eq!(stored(&workspace, &first, "mixed").await, [row("a", None, 1), row("b", None, 2)]);
    assert!(!root.join("tables/log").exists(), "a table that no revision has ever had is gone");
    assert_eq!(parquet_files(&root), 1, "so are the files of the lost import");

    let second = import(&workspace, &MIXED, Mode::Append, &[row("c", None, 3)]).await;
    assert_eq!(second.number, 2);
    let expected = [row("a", None, 1), row("b", None, 2), row("c", None, 3)];
    assert_eq!(stored(&workspace, &second, "mixed").await, expected);
    let third = import(&workspace, &LOG, Mode::Append, &[row("l", None, 1)]).await;
    assert_eq!(stored(&workspace, &third, "log").await, [row("l", None, 1)]);
}

#[tokio::test]
async fn the_next_import_of_a_living_process_clears_away_too() {
    let (_folder, workspace) = workspace().await;
    import(&workspace, &LOG, Mode::Append, &[row("l", None, 1)]).await;
    import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    workspace.restore(0).await.unwrap();
    kill_before_publication(&workspace).await;
    let reader = Workspace::open(workspace.root()).await.unwrap();
    let next = import(&reader, &MIXED, Mode::Append, &[row("b", None, 2)]).await;
    assert_eq!(next.number, 4);
    assert_eq!(stored(&reader, &next, "mixed").await, [row("b", None, 2)]);
    let old = reader.resolve(As::Revision(2)).await.unwrap();
    assert_eq!(stored(&reader, &old, "log").await, [row("l", None, 1)]);
}

#[tokio::test]
async fn folders_of_others_are_left_alone() {
    let (_folder, workspace) = workspace().await;
    let foreign = workspace.root().join("tables/foreign");
    std::fs::create_dir_all(foreign.join("_delta_log")).unwrap();
    std::fs::write(foreign.join("_delta_log/00000000000000000000.json"), "{}").unwrap();
    std::fs::write(foreign.join("part-0.parquet"), "PAR1").unwrap();
    import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    assert!(foreign.join("part-0.parquet").exists());
}

#[tokio::test]
async fn readers_keep_their_revision_while_others_write() {
    let (_folder, workspace) = workspace().await;
    let before = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    let mut writer = workspace.begin().await.unwrap();
    writer.write(&MIXED, Mode::Replace, &batch(&MIXED, &[row("z", None, 9)])).unwrap();
    assert_eq!(stored(&workspace, &before, "mixed").await, [row("a", None, 1)]);
    writer.commit(note("z")).await.unwrap();
    assert_eq!(sorted(stored(&workspace, &before, "mixed").await), [row("a", None, 1)]);
}

#[tokio::test]
async fn what_is_no_workspace_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let open = |path: &str| Workspace::open(folder.path().join(path));
    assert!(matches!(open("absent").await, Err(WorkspaceError::NotAWorkspace { .. })));
    std::fs::write(folder.path().join("file"), "x").unwrap();
    assert!(matches!(open("file").await, Err(WorkspaceError::NotAWorkspace { .. })));
    let created = Workspace::create(folder.path(), "x").await;
    assert!(matches!(created, Err(WorkspaceError::Exists { .. })));
    let percent = Workspace::create(folder.path().join("a%20b"), "x").await;
    assert!(matches!(percent, Err(WorkspaceError::PathUnusable { .. })));

    let workspace = Workspace::create(folder.path().join("w"), "quote \" and\nline").await.unwrap();
    assert_eq!(workspace.name(), "quote \" and\nline");
    std::fs::write(workspace.root().join("revisions/0.json"), "{").unwrap();
    let damaged = Workspace::open(workspace.root()).await;
    assert!(matches!(damaged, Err(WorkspaceError::RevisionFile { .. })));
    std::fs::write(workspace.root().join("liantu.toml"), "format = 9\nname = \"later\"").unwrap();
    assert!(matches!(Workspace::open(workspace.root()).await, Err(WorkspaceError::Format { found: 9, .. })));
    std::fs::write(workspace.root().join("liantu.toml"), "name = 3").unwrap();
    assert!(matches!(Workspace::open(workspace.root()).await, Err(WorkspaceError::Settings { .. })));
}
