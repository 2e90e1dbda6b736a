//! Clusters of plants in continuous space.

use crate::{Case, in_pool};
use liantu_numeric::uniform;
use liantu_structure::agglomeration::duranton_overman::Sites;
use liantu_structure::agglomeration::plant_clusters::{Dense, Found, Neighbourhood};
use proptest::prelude::*;

fn clusters(places: &[(f64, f64)], industry: &[u32], dense: Dense) -> Found {
    let (longitude, latitude): (Vec<f64>, Vec<f64>) = places.iter().copied().unzip();
    let sites = Sites { longitude: &longitude, latitude: &latitude, industry, size: None };
    Neighbourhood::new(sites).clusters(0, dense)
}

#[test]
fn clusters_are_those_of_the_peer() {
    for case in Case::all("plant_clusters") {
        let input = case.table("input.csv");
        let industry: Vec<u32> = input.iter().map(|row| row["industry"].parse().unwrap()).collect();
        let places: Vec<(f64, f64)> =
            input.iter().map(|row| (row["lon"].parse().unwrap(), row["lat"].parse().unwrap())).collect();
        let dense = Dense {
            radius_km: case.toml["radius_km"].as_float().unwrap(),
            least_plants: case.whole("least_plants"),
            alpha: case.toml["level"].as_float().unwrap(),
        };
        let found = clusters(&places, &industry, dense);
        case.check(found.plants.len(), |n, name| {
            let plant = &found.plants[n];
            Some(match name {
                "site" => plant.site.to_string(),
                "cluster" => (plant.cluster? + 1).to_string(),
                "core" => u32::from(plant.core).to_string(),
                "neighbours" => plant.neighbours[0].to_string(),
                "kin" => plant.neighbours[1].to_string(),
                _ => plant.p.to_string(),
            })
        });
    }
}

/// Two dense places planted in a field of other plants are found, and only they; where the industry is spread like all others
/// hardly anything is.
#[test]
fn planted_clusters_are_found_and_chance_is_not() {
    let trials = 40u64;
    let dense = Dense { radius_km: 8.0, least_plants: 6, alpha: 1e-4 };
    let (mut right, mut wrong) = (0u64, 0u64);
    for trial in 0..trials {
        let draw = |n: usize| uniform(900 + trial, n as u64);
        let mut places: Vec<(f64, f64)> =
            (0..900).map(|n| (118.0 + 3.0 * draw(n), 30.0 + 2.0 * draw(5000 + n))).collect();
        let mut industry: Vec<u32> = (0..900).map(|n| u32::from(n >= 60)).collect();
        wrong += u64::from(!clusters(&places, &industry, dense).clusters.is_empty());
        for n in 0..30 {
            let (lon, lat) = if n < 15 { (119.0, 31.0) } else { (120.0, 31.5) };
            places.push((lon + 0.06 * draw(9000 + n), lat + 0.06 * draw(9500 + n)));
            industry.push(0);
        }
        let found = clusters(&places, &industry, dense);
        let held = |range: std::ops::Range<u32>| {
            found
                .clusters
                .iter()
                .filter(|one| one.sites.iter().filter(|site| range.contains(site)).count() >= 14)
                .count()
        };
        right += u64::from(found.clusters.len() == 2 && held(900..915) == 1 && held(915..930) == 1);
    }
    println!("both planted clusters and no other in {right} of {trials}, something where there is nothing in {wrong}");
    assert!(right * 100 >= 95 * trials && wrong * 20 <= trials, "{right}, {wrong}");
}

#[test]
fn what_has_no_place_takes_no_part() {
    let dense = Dense { radius_km: 1.0, least_plants: 2, alpha: 1.0 };
    assert_eq!(clusters(&[], &[], dense), Found::default());
    let found = clusters(&[(120.0, 30.0), (120.0, 30.0), (f64::NAN, 30.0), (120.0, 91.0)], &[0; 4], dense);
    assert_eq!((found.plants.len(), found.clusters.len(), found.findings[0].code), (2, 1, "STR222"));
    // An industry that is all there is: any number among neighbours is certain, and no density relative to others.
    assert_eq!((found.plants[0].p, found.clusters[0].concentration), (1.0, Some(1.0)));
    assert_eq!(found.clusters[0].reach_km, Some(0.0));
    // A single plant; an industry without plants.
    let found = clusters(&[(0.0, 0.0)], &[0], Dense { least_plants: 1, ..dense });
    assert_eq!((found.clusters.len(), found.clusters[0].concentration), (1, None));
    assert!(clusters(&[(0.0, 0.0)], &[1], dense).plants.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Order and threads do not matter; a larger radius or fewer plants for a core never lose a plant; more of the industry's
    /// plants close by never look less dense.
    #[test]
    fn clusters_do_not_depend_on_order(seed: u64, count in 5usize..80, km in 5.0f64..60.0) {
        let places: Vec<(f64, f64)> = (0..count).map(|n| (120.0 + uniform(seed, n as u64), 30.0 + uniform(seed, 500 + n as u64))).collect();
        let industry: Vec<u32> = (0..count).map(|n| u32::from(uniform(seed, 1000 + n as u64) < 0.4)).collect();
        let dense = Dense { radius_km: km, least_plants: 3, alpha: 1.0 };
        let found = clusters(&places, &industry, dense);
        prop_assert_eq!(&found, &in_pool(3, || clusters(&places, &industry, dense)));
        let turn = |n: u32| count as u32 - 1 - n;
        let turned_places: Vec<_> = places.iter().rev().copied().collect();
        let turned_industry: Vec<_> = industry.iter().rev().copied().collect();
        let turned = clusters(&turned_places, &turned_industry, dense);
        let mut sizes: [Vec<usize>; 2] = [&found, &turned].map(|found| found.clusters.iter().map(|one| one.sites.len()).collect());
        for sizes in &mut sizes {
            sizes.sort_unstable();
        }
        prop_assert_eq!(&sizes[0], &sizes[1]);
        for (plant, other) in found.plants.iter().zip(turned.plants.iter().rev()) {
            prop_assert_eq!((plant.site, plant.core, plant.neighbours), (turn(other.site), other.core, other.neighbours));
            prop_assert!((0.0..=1.0).contains(&plant.p) && (plant.p - other.p).abs() < 1e-12);
        }
        let wide = clusters(&places, &industry, Dense { radius_km: km * 1.5, ..dense });
        prop_assert!(found.plants.iter().zip(&wide.plants).all(|(one, two)| one.cluster.is_none() || two.cluster.is_some()));
    }
}
