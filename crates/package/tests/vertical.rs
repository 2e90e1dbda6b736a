//! The whole way, once.

use liantu_package::{Discard, Options, open};
#[test]
fn vertical() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("datapackage.json"), r#"{"name":"x","resources":[{"name":"link","path":"link.csv"},{"name":"actor","path":"actor.csv"}]}"#).unwrap();
    std::fs::write(dir.path().join("actor.csv"), "actor_id,name_zh,kind,region,lon,lat\nA1,上海,city,310000,121.47,31.23\nA2,\"苏州\n市\",city,32050,31.3,120.6\nA1,x,ctiy,320500,,\n").unwrap();
    std::fs::write(dir.path().join("link.csv"), "link_id,from_actor,to_actor,layer,start,end,weight\nL1,A1,A2,IND,2020,2019,1\nL2,A1,A9,产业网络,2020,2021-05-01,\"1,234\"\n").unwrap();
    let report = open(dir.path(), Options::default()).unwrap().read(&mut Discard, &()).unwrap();
    for f in &report.findings { println!("{} {} {} | {:?}", f.code, f.place, f.sentence(liantu_model::Language::En), f.help.as_ref().map(|h| &h.en)); }
    println!("{:#?}", report.counts);
    println!("{:#?}", report.resources);
}
