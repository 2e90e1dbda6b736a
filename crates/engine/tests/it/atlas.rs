//! The Atlas: conservation, time, areas, focus.

use crate::filled;
use liantu_engine::{At, Atlas, AtlasQuery, Engine, Port, Scale};
use liantu_model::{Layer, LayerSet};

async fn draw(engine: &Engine, query: AtlasQuery) -> Atlas {
    engine.atlas(&Port::all(), &At::default(), &query).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_link_is_lost_at_any_scale() {
    let (engine, _folder) = filled().await;
    for scale in Scale::ALL {
        let atlas = draw(&engine, AtlasQuery { scale, ..AtlasQuery::default() }).await;
        assert_eq!(atlas.coverage.links_total, 183);
        assert_eq!(atlas.coverage.links_shown, 183);
        let ties: u64 = atlas.ties.values().sum();
        assert_eq!(ties, 103, "{scale:?}: each agreement once");
        for id in atlas
            .links
            .iter()
            .flat_map(|link| [&link.from, &link.to])
            .chain(atlas.hyperedges.iter().flat_map(|edge| &edge.members))
        {
            assert!(atlas.nodes.iter().any(|node| node.id == *id), "{scale:?}: {id}");
        }
        assert_eq!(atlas.stages.len(), 8);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_layer_shows_only_its_own_links() {
    let (engine, _folder) = filled().await;
    for layer in Layer::ALL {
        let atlas = draw(&engine, AtlasQuery { layers: LayerSet::NONE.with(layer), ..AtlasQuery::default() }).await;
        assert!(
            atlas.links.iter().all(|link| link.layer == layer)
                && atlas.hyperedges.iter().all(|edge| edge.layer == layer)
        );
        assert_eq!(atlas.ties.keys().collect::<Vec<_>>(), [&layer]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn municipalities_appear_once_and_cities_where_they_are() {
    let (engine, _folder) = filled().await;
    let atlas = draw(&engine, AtlasQuery::default()).await;
    let shanghai: Vec<_> = atlas
        .nodes
        .iter()
        .filter(|node| node.title.zh.starts_with("上海"))
        .filter(|node| node.level.as_deref() == Some("city") || node.level.as_deref() == Some("province"))
        .collect();
    assert_eq!(shanghai.len(), 1);
    let hefei = atlas.nodes.iter().find(|node| node.id == "340100").unwrap();
    assert!((hefei.lon.unwrap() - 117.2).abs() < 0.2 && (hefei.lat.unwrap() - 31.8).abs() < 0.2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_hides_what_did_not_hold_and_says_what_is_undated() {
    let (engine, _folder) = filled().await;
    let year = |undated, cumulative| AtlasQuery {
        period: Some("2012".parse().unwrap()),
        undated,
        cumulative,
        ..AtlasQuery::default()
    };
    let with = draw(&engine, year(true, false)).await;
    let without = draw(&engine, year(false, false)).await;
    let so_far = draw(&engine, year(false, true)).await;
    assert!(without.coverage.links_shown < with.coverage.links_shown);
    assert_eq!(without.coverage.links_shown + without.coverage.undated_hidden, with.coverage.links_shown);
    assert!(so_far.coverage.links_shown > without.coverage.links_shown);
    assert_eq!(with.time.buckets.len(), without.time.buckets.len(), "the brush stays");
    assert_eq!(with.time.start.as_deref(), Some("2004"));
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_and_hops_narrow_the_picture() {
    let (engine, _folder) = filled().await;
    let all = draw(&engine, AtlasQuery::default()).await;
    let corridor = draw(&engine, AtlasQuery { area: Some("X-G60".into()), ..AtlasQuery::default() }).await;
    assert!(!corridor.nodes.is_empty() && corridor.nodes.len() < all.nodes.len());
    let mut before = 0;
    for hops in 1..=3 {
        let near = draw(&engine, AtlasQuery { focus: Some("340100".into()), hops, ..AtlasQuery::default() }).await;
        assert!(near.nodes.iter().all(|node| node.hop.is_none_or(|hop| hop <= hops)));
        assert!(near.nodes.len() >= before);
        before = near.nodes.len();
    }
    let nobody = AtlasQuery { focus: Some("999999".into()), ..AtlasQuery::default() };
    assert_eq!(engine.atlas(&Port::all(), &At::default(), &nobody).await.unwrap_err().problem().code, "node");
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_tell_who_with_evidence_and_search_finds_them() {
    let (engine, _folder) = filled().await;
    let port = Port::all();
    for query in ["合肥", "hefei", "hf", "HeFei", "340100"] {
        let hits = engine.search(&port, &At::default(), query, 5).await.unwrap();
        assert_eq!(hits[0].id, "340100", "{query}: {hits:?}");
    }
    let card = engine.card(&port, &At::default(), "340100").await.unwrap();
    assert!(card.degree[&Layer::Knowledge] > 0);
    assert!(card.partners.iter().any(|partner| partner.id == "310100"));
    assert!(card.evidence.iter().all(|link| link.source.is_some() && link.section.is_some()));
    assert!(card.sentence.zh.contains("合肥") && card.sentence.en.contains("Hefei"));
    let compare = engine.compare(&port, &At::default(), &["340100".into(), "320100".into()]).await.unwrap();
    assert_eq!(compare.nodes.len(), 2);
    assert!(compare.grid.rows.iter().all(|row| row.len() == compare.grid.columns.len()));
}
