//! Names of regions as publishers write them, and the codes that they stand for here: ISO 3166-1 of three letters for
//! countries, GB/T 2260 for places in China, `ROW` for the rest of the world.

use liantu_model::code::gb2260;
use std::collections::BTreeMap;

/// Two letters, three letters.
const COUNTRIES: &str = "AD AND AE ARE AF AFG AL ALB AM ARM AO AGO AR ARG AT AUT AU AUS AZ AZE BA BIH BD BGD BE BEL BG BGR BH BHR BN BRN BO BOL BR BRA BT BTN BY BLR CA CAN CH CHE CI CIV CL CHL CM CMR CN CHN CO COL CR CRI CY CYP CZ CZE DE DEU DK DNK DO DOM DZ DZA EC ECU EE EST EG EGY ES ESP ET ETH FI FIN FJ FJI FR FRA GB GBR GE GEO GH GHA GR GRC GT GTM HK HKG HN HND HR HRV HU HUN ID IDN IE IRL IL ISR IN IND IQ IRQ IR IRN IS ISL IT ITA JO JOR JP JPN KE KEN KG KGZ KH KHM KR KOR KW KWT KZ KAZ LA LAO LK LKA LT LTU LU LUX LV LVA MA MAR MD MDA ME MNE MK MKD MM MMR MN MNG MO MAC MT MLT MV MDV MX MEX MY MYS NG NGA NL NLD NO NOR NP NPL NZ NZL OM OMN PA PAN PE PER PH PHL PK PAK PL POL PT PRT PY PRY QA QAT RO ROU RS SRB RU RUS SA SAU SE SWE SG SGP SI SVN SK SVK SN SEN SV SLV TH THA TN TUN TR TUR TW TWN TZ TZA UA UKR UG UGA US USA UY URY UZ UZB VE VEN VN VNM ZA ZAF EL GRC UK GBR FIGW1 ROW WW ROW";
/// Codes of the Asian Development Bank that are not those of ISO.
const ADB: &str = "SWI CHE PRC CHN GER DEU DEN DNK SPA ESP UKG GBR INO IDN IRE IRL NET NLD POR PRT ROM ROU TAP TWN BAN BGD MAL MYS PHI PHL VIE VNM MON MNG SRI LKA FIJ FJI BRU BRN BHU BTN CAM KHM MLD MDV NEP NPL SIN SGP PAR PRY RoW ROW";
/// Codes of other tables that are no longer those of ISO.
const FORMER: &str = "ROM ROU RoW ROW ZAR COD TMP TLS ROU ROU";
/// Provinces as tables in English write them, with their codes.
const PROVINCES: &str = "beijing 110000 tianjin 120000 hebei 130000 shanxi 140000 innermongolia 150000 neimenggu 150000 liaoning 210000 jilin 220000 heilongjiang 230000 shanghai 310000 jiangsu 320000 zhejiang 330000 anhui 340000 fujian 350000 jiangxi 360000 shandong 370000 henan 410000 hubei 420000 hunan 430000 guangdong 440000 guangxi 450000 hainan 460000 chongqing 500000 sichuan 510000 guizhou 520000 yunnan 530000 tibet 540000 xizang 540000 shaanxi 610000 gansu 620000 qinghai 630000 ningxia 640000 xinjiang 650000";

fn pairs(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut words = list.split(' ');
    std::iter::from_fn(move || Some((words.next()?, words.next()?)))
}

/// The codes that the names of a table's regions stand for; empty where the table does not use one of the known lists.
/// A name that the list lacks stays as it is.
pub(crate) fn codes(names: &[&str]) -> BTreeMap<String, String> {
    let known = |code: &dyn Fn(&str) -> Option<String>| -> BTreeMap<String, String> {
        let pair = |name: &&str| Some(((*name).to_owned(), code(name)?)).filter(|(name, code)| name != code);
        names.iter().filter_map(pair).collect()
    };
    let listed =
        |list: &'static str| move |name: &str| pairs(list).find(|(from, _)| *from == name).map(|(_, to)| to.to_owned());
    let plain = |name: &str| name.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    let province = |name: &str| -> Option<String> {
        let written = plain(name);
        if let Some((_, code)) = pairs(PROVINCES).find(|(from, _)| *from == written) {
            return Some(code.to_owned());
        }
        match gb2260::by_name(name) {
            [only] => Some((*only).to_owned()),
            several => several.iter().find(|code| code.ends_with("0000")).map(|code| (*code).to_owned()),
        }
    };
    let letters = |count: usize| names.iter().filter(|name| name.len() == count && name.is_ascii()).count();
    let found = if names.contains(&"PRC") && names.contains(&"USA") {
        known(&listed(ADB))
    } else if letters(2) * 2 >= names.len() {
        known(&listed(COUNTRIES))
    } else if letters(3) * 2 >= names.len() {
        known(&listed(FORMER))
    } else {
        let found = known(&province);
        if found.len() == names.len() { found } else { BTreeMap::new() }
    };
    // Two names must never become one region.
    let mut after: Vec<&str> = names.iter().map(|name| found.get(*name).map_or(*name, String::as_str)).collect();
    after.sort_unstable();
    let whole = after.windows(2).all(|pair| pair[0] != pair[1]);
    if whole { found } else { BTreeMap::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Vec<String> {
        let found = codes(names);
        names.iter().map(|name| found.get(*name).cloned().unwrap_or_else(|| (*name).to_owned())).collect()
    }

    #[test]
    fn names_become_codes_of_their_list() {
        assert_eq!(of(&["AT", "CN", "FIGW1"]), ["AUT", "CHN", "ROW"]);
        assert_eq!(of(&["AT", "CN", "WA"]), ["AUT", "CHN", "WA"], "a rest of a continent keeps its name");
        assert_eq!(of(&["PRC", "USA", "GER", "RoW"]), ["CHN", "USA", "DEU", "ROW"]);
        assert_eq!(of(&["ROM", "USA", "AUS"]), ["ROU", "USA", "AUS"]);
        assert_eq!(of(&["北京", "天津市"]), ["110000", "120000"]);
        assert_eq!(of(&["Beijing", "Inner Mongolia", "Shaanxi"]), ["110000", "150000", "610000"]);
        assert_eq!(of(&["Beijing", "North"]), ["Beijing", "North"], "all or none of them are provinces");
        assert_eq!(of(&["AT", "AUT", "BE", "DE", "FR"]), ["AT", "AUT", "BE", "DE", "FR"], "two never become one");
        assert!(pairs(COUNTRIES).all(|(from, to)| to.len() == 3 && (from.len() == 2 || from == "FIGW1")));
    }
}
