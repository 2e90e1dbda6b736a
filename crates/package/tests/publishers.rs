//! Tables of publishers, in small files of their layout: all numbers here are made up, no file is a publisher's.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Float64Type;
use liantu_model::schema::Table;
use liantu_package::{Options, Policy, REJECTS, Report, Sink, SinkError, open};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// Rows as `account,from_region,from_sector,to_region,to_sector,value,unit`.
#[derive(Default)]
struct Keep(Vec<String>);

impl Sink for Keep {
    fn batch(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SinkError> {
        if table.name == REJECTS.name {
            return Ok(());
        }
        let text = |name: &str, row: usize| {
            let array = batch.column_by_name(name).unwrap().as_string::<i32>().clone();
            if array.is_null(row) { String::new() } else { array.value(row).to_owned() }
        };
        let values = batch.column_by_name("value").unwrap().as_primitive::<Float64Type>();
        for row in 0..batch.num_rows() {
            let mut line = ["account", "from_region", "from_sector", "to_region", "to_sector"]
                .map(|name| text(name, row))
                .to_vec();
            line.push(if values.is_null(row) { String::new() } else { values.value(row).to_string() });
            line.push(text("unit", row));
            self.0.push(line.join(","));
        }
        Ok(())
    }
}

fn read(path: &Path, policy: Policy) -> (Vec<String>, Report) {
    let mut keep = Keep::default();
    let report = open(path, Options { policy, ..Options::default() }).unwrap().read(&mut keep, &()).unwrap();
    for resource in &report.resources {
        assert_eq!(resource.read, resource.accepted + resource.rejected);
    }
    (keep.0, report)
}

fn accepted(path: &Path) -> (Vec<String>, Report) {
    let (rows, report) = read(path, Policy::default());
    assert!(report.accepted, "{:#?}", report.findings);
    assert_eq!(rows.len() as u64, report.resources.iter().map(|resource| resource.accepted).sum::<u64>());
    (rows, report)
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

#[track_caller]
fn holds(rows: &[String], wanted: &[&str]) {
    for row in wanted {
        assert!(rows.iter().any(|found| found == row), "{row} is not in {rows:#?}");
    }
}

fn codes(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.code).collect()
}

fn found<'a>(report: &'a Report, code: &str) -> &'a str {
    report
        .findings
        .iter()
        .find(|finding| finding.code == code)
        .and_then(|finding| finding.found.as_deref())
        .unwrap_or("")
}

/// Two regions and two sectors, as EXIOBASE 3 is packed.
const EXIOBASE: &[(&str, &str)] = &[
    (
        "IOT_2011_ixi/Z.txt",
        "region\t\tAT\tAT\tWA\tWA\nsector\t\tFarms\tMills\tFarms\tMills\nregion\tsector\t\t\t\t\nAT\tFarms\t1\t2\t0\t0.5\nAT\tMills\t0\t0\t0\t0\nWA\tFarms\t3\t1\t2\t1e-3\nWA\tMills\t0\t4\t1\t5\n",
    ),
    (
        "IOT_2011_ixi/Y.txt",
        "region\t\tAT\tAT\tWA\tWA\ncategory\t\tFinal consumption expenditure by households\tExports: Total (fob)\tFinal consumption expenditure by households\tExports: Total (fob)\nregion\tsector\t\t\t\t\nAT\tFarms\t5\t0\t1\t0\nAT\tMills\t0\t0\t0\t0\nWA\tFarms\t1\t0\t-2\t0\nWA\tMills\t0\t0\t7\t0\n",
    ),
    ("IOT_2011_ixi/x.txt", "region\tsector\tindout\nAT\tFarms\t9.5\nAT\tMills\t0\nWA\tFarms\t5\nWA\tMills\t17\n"),
    (
        "IOT_2011_ixi/unit.txt",
        "region\tsector\tunit\nAT\tFarms\tM.EUR\nAT\tMills\tM.EUR\nWA\tFarms\tM.EUR\nWA\tMills\tM.EUR\n",
    ),
    (
        "IOT_2011_ixi/satellite/F.txt",
        "region\tAT\tAT\tWA\tWA\nsector\tFarms\tMills\tFarms\tMills\nstressor\t\t\t\t\nCompensation of employees; wages\t4\t0\t1\t2\nCO2 - combustion - air\t100\t0\t20\t30\n",
    ),
    (
        "IOT_2011_ixi/satellite/F_Y.txt",
        "region\tAT\tAT\tWA\tWA\ncategory\tFinal consumption expenditure by households\tExports: Total (fob)\tFinal consumption expenditure by households\tExports: Total (fob)\nstressor\t\t\t\t\nCompensation of employees; wages\t0\t0\t0\t0\nCO2 - combustion - air\t10\t0\t0\t0\n",
    ),
    (
        "IOT_2011_ixi/satellite/unit.txt",
        "\tunit\nCompensation of employees; wages\tM.EUR\nCO2 - combustion - air\tkg\n",
    ),
    ("IOT_2011_ixi/impacts/F.txt", "region\tAT\n"),
];

#[test]
fn exiobase_is_a_folder_or_an_archive() {
    let there = folder(EXIOBASE);
    let (rows, report) = accepted(&there.path().join("IOT_2011_ixi"));
    holds(
        &rows,
        &[
            "intermediate,AUT,Farms,AUT,Mills,2,M.EUR",
            "intermediate,WA,Farms,WA,Mills,0.001,M.EUR",
            // A sector without output stays in the table.
            "intermediate,AUT,Mills,AUT,Mills,0,M.EUR",
            "final_demand,WA,Farms,WA,Final consumption expenditure by households,-2,M.EUR",
            "output,AUT,Farms,AUT,Farms,9.5,M.EUR",
            "output,AUT,Mills,AUT,Mills,0,M.EUR",
            "value_added,,Compensation of employees; wages,AUT,Farms,4,M.EUR",
            "extension,,CO2 - combustion - air,WA,Mills,30,kg",
            "final_extension,,CO2 - combustion - air,AUT,Final consumption expenditure by households,10,kg",
        ],
    );
    assert_eq!(codes(&report), ["PKG118", "PKG123", "PKG127"], "{:#?}", report.findings);
    assert_eq!(found(&report, "PKG123"), "AT = AUT", "the rest of a continent keeps its name");
    assert!(found(&report, "PKG118").ends_with("4 × 4, 2 regions, 4 sectors of regions, 2011, M.EUR"));
    // The archive holds the same.
    let path = there.path().join("IOT_2011_ixi.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, content) in EXIOBASE {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    assert_eq!(accepted(&path).0, rows);
}

#[test]
fn coefficients_become_flows_by_output() {
    let shares = "region\t\tAT\tAT\tWA\tWA\nsector\t\tFarms\tMills\tFarms\tMills\nregion\tsector\t\t\t\t\nAT\tFarms\t0.5\t0\t0\t0\nAT\tMills\t0\t0\t0\t0\nWA\tFarms\t0\t0\t0.2\t0.1\nWA\tMills\t0\t0\t0\t0\n";
    let mut files: Vec<(&str, &str)> =
        EXIOBASE.iter().filter(|(name, _)| !name.ends_with("Z.txt") && !name.contains("/s")).copied().collect();
    files.push(("IOT_2011_ixi/A.txt", shares));
    let there = folder(&files);
    let (rows, report) = accepted(there.path());
    holds(
        &rows,
        &["intermediate,AUT,Farms,AUT,Farms,4.75,M.EUR", "intermediate,WA,Farms,WA,Mills,1.7000000000000002,M.EUR"],
    );
    assert_eq!(found(&report, "PKG127"), "Z = A · x");
    let without: Vec<_> = files.iter().filter(|(name, _)| !name.ends_with("x.txt")).copied().collect();
    let there = folder(&without);
    let (_, report) = read(there.path(), Policy::default());
    assert_eq!(codes(&report), ["PKG125"], "coefficients alone are no table");
}

#[test]
fn a_wrong_number_has_a_place_in_its_file() {
    let mut files = EXIOBASE.to_vec();
    files[1].1 = "region\t\tAT\tWA\ncategory\t\thouseholds\thouseholds\nregion\tsector\t\t\nAT\tFarms\t5\toops\nAT\tMills\t0\nWA\tFarms\t1\t\nWA\tMills\t0\t7\n";
    let there = folder(&files);
    let (rows, report) = read(&there.path().join("IOT_2011_ixi"), Policy::RejectRows);
    let places: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| finding.code == "PKG201")
        .map(|finding| {
            finding.place.to_string().rsplit('/').next().unwrap().to_owned() + " " + finding.found.as_deref().unwrap()
        })
        .collect();
    assert_eq!(places, ["IOT_2011_ixi:Y.txt:4:4 oops", "IOT_2011_ixi:Y.txt:5:4 3 < 4"], "{:#?}", report.findings);
    assert_eq!(report.resources[0].rejected, 2);
    holds(&rows, &["final_demand,WA,Farms,WA,households,,M.EUR", "final_demand,WA,Mills,WA,households,7,M.EUR"]);
}

const EORA: &[(&str, &str)] = &[
    ("Eora26_2015_bp_T.txt", "1\t2\t0\n0\t3\t1\n4\t0\t5\n"),
    ("Eora26_2015_bp_FD.txt", "7\t0\n1\t2\n0\t9\n"),
    ("Eora26_2015_bp_VA.txt", "3\t2\t1\n0.5\t0\t-1\n"),
    ("Eora26_2015_bp_Q.txt", "10\t0\t2\n"),
    ("Eora26_2015_bp_QY.txt", "1\t0\n"),
    (
        "indices/labels_T.txt",
        "Austria\tAUT\tIndustries\tAgriculture\t\nAustria\tAUT\tIndustries\tMining\t\nROW\tROW\tIndustries\tTOTAL\t\n",
    ),
    (
        "indices/labels_FD.txt",
        "Austria\tAUT\tFinal Demand\tHousehold final consumption P.3h\t\nROW\tROW\tFinal Demand\tTotal final consumption\t\n",
    ),
    (
        "indices/labels_VA.txt",
        "Primary Inputs\tCompensation of employees D.1\t\nPrimary Inputs\tTaxes on production D.29\t\n",
    ),
    ("indices/labels_Q.txt", "I-GHG-CO2 emissions (Gg)\tEnergy\t\n"),
];

#[test]
fn eora_keeps_labels_apart() {
    let there = folder(EORA);
    let (rows, report) = accepted(there.path());
    holds(
        &rows,
        &[
            "intermediate,AUT,Agriculture,AUT,Mining,2,thousand USD",
            "intermediate,ROW,TOTAL,AUT,Agriculture,4,thousand USD",
            "final_demand,AUT,Mining,ROW,Total final consumption,2,thousand USD",
            "value_added,,Taxes on production D.29,ROW,TOTAL,-1,thousand USD",
            "extension,,I-GHG-CO2 emissions (Gg): Energy,AUT,Agriculture,10,",
            "final_extension,,I-GHG-CO2 emissions (Gg): Energy,AUT,Household final consumption P.3h,1,",
        ],
    );
    assert!(
        found(&report, "PKG118").starts_with("Eora, basic prices: 3 × 3, 2 regions, 3 sectors"),
        "{}",
        found(&report, "PKG118")
    );
    // Without labels nothing can be read, and with more lines than labels nothing fits.
    let without: Vec<_> = EORA.iter().filter(|(name, _)| !name.ends_with("labels_T.txt")).copied().collect();
    let (_, report) = read(folder(&without).path(), Policy::default());
    assert_eq!((codes(&report), found(&report, "PKG125")), (vec!["PKG125"], "Eora26_2015_bp_T.txt"));
    let mut longer = EORA.to_vec();
    longer[0].1 = "1\t2\t0\n0\t3\t1\n4\t0\t5\n1\t1\t1\n";
    let (_, report) = read(folder(&longer).path(), Policy::default());
    assert!(!report.accepted);
    assert!(found(&report, "PKG008").contains("4 lines for 3 labels"), "{:#?}", report.findings);
}

/// A workbook of texts and numbers, as simple as can be.
fn workbook(path: &Path, sheets: &[(&str, Vec<Vec<String>>)]) {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let mut put = |name: &str, content: &str| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    };
    let (mut list, mut relations, mut types) = (String::new(), String::new(), String::new());
    for (number, (name, rows)) in (1..).zip(sheets) {
        let _ = write!(list, r#"<sheet name="{}" sheetId="{number}" r:id="rId{number}"/>"#, escape(name));
        let _ = write!(
            relations,
            r#"<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
        let _ = write!(
            types,
            r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#
        );
        let mut sheet = String::from(
            r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
        );
        for (row, cells) in (1..).zip(rows) {
            let _ = write!(sheet, r#"<row r="{row}">"#);
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let letter = char::from(b'A' + u8::try_from(column).unwrap());
                let _ = if cell.parse::<f64>().is_ok() && !cell.starts_with('0') || cell == "0" {
                    write!(sheet, r#"<c r="{letter}{row}"><v>{cell}</v></c>"#)
                } else {
                    write!(sheet, r#"<c r="{letter}{row}" t="inlineStr"><is><t>{}</t></is></c>"#, escape(cell))
                };
            }
            sheet.push_str("</row>");
        }
        sheet.push_str("</sheetData></worksheet>");
        put(&format!("xl/worksheets/sheet{number}.xml"), &sheet);
    }
    put(
        "xl/workbook.xml",
        &format!(
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{list}</sheets></workbook>"#
        ),
    );
    put(
        "xl/_rels/workbook.xml.rels",
        &format!(
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#
        ),
    );
    put(
        "_rels/.rels",
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    );
    put(
        "[Content_Types].xml",
        &format!(
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{types}</Types>"#
        ),
    );
    archive.finish().unwrap();
}

fn sheet(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect()
}

#[test]
fn gloria_has_its_labels_in_a_workbook() {
    let name = |kind: &str, markup: &str| {
        format!("20230314_120secMother_AllCountries_002_{kind}-Results_2019_057_Markup00{markup}(full).csv")
    };
    let (t, y, v, q, other) = (name("T", "1"), name("Y", "1"), name("V", "1"), name("TQ", "1"), name("T", "4"));
    // One region's industry supplies the product that its industry uses, and exports some to the other.
    let there = folder(&[
        (&t, "0,10,0,0\n4,0,1,0\n0,0,0,6\n0,0,2,0\n"),
        (&y, "0,0\n3,2\n0,0\n0,4\n"),
        (&v, "6,0,0,0\n0,0,3,0\n"),
        (&q, "5,0,7,0\n"),
        (&other, "0\n"),
    ]);
    let sheets = [
        ("Regions", sheet("Lfd_Nr|Region_acronyms|Region_names\n1|AFG|Afghanistan\n2|CHN|China")),
        ("Sectors", sheet("Lfd_Nr|Sector_names\n1|Growing wheat")),
        (
            "Value added and final demand",
            sheet(
                "Lfd_Nr|Value_added_names|Final_demand_names\n1|Compensation of employees D.1|Household final consumption P.3h",
            ),
        ),
        ("Satellites", sheet("Lfd_Nr|Sat_head_indicator|Sat_indicator|Sat_unit\n1|Employment|'Female'|persons")),
    ];
    workbook(&there.path().join("GLORIA_ReadMe_057.xlsx"), &sheets);
    let (rows, report) = accepted(there.path());
    holds(
        &rows,
        &[
            "intermediate,AFG,Growing wheat (industry),AFG,Growing wheat (product),10,thousand USD",
            "intermediate,AFG,Growing wheat (product),CHN,Growing wheat (industry),1,thousand USD",
            "final_demand,AFG,Growing wheat (product),CHN,Household final consumption P.3h,2,thousand USD",
            // A factor of the region that uses it has none of its own.
            "value_added,,Compensation of employees D.1,CHN,Growing wheat (industry),3,thousand USD",
            "extension,,'Female',CHN,Growing wheat (industry),7,persons",
        ],
    );
    assert_eq!(codes(&report), ["PKG118", "PKG126", "PKG127"], "{:#?}", report.findings);
    assert_eq!(found(&report, "PKG127"), other, "other prices stay aside");
}

#[test]
fn figaro_is_flat_or_a_matrix() {
    let flat = "icioRow,icioCol,refArea,rowPi,counterpartArea,colPi,obsValue\n\
                AT_A01,AT_A01,AT,A01,AT,A01,10\nAT_A01,FIGW1_C10T12,AT,A01,FIGW1,C10T12,2\nAT_C10T12,AT_A01,AT,C10T12,AT,A01,0\n\
                FIGW1_C10T12,AT_P3_S14,FIGW1,C10T12,AT,P3_S14,5\nFIGW1_A01,AT_P5M,FIGW1,A01,AT,P5M,-1\nAT_A01,AT_P3_S14,AT,A01,AT,P3_S14,\n\
                W2_D1,AT_A01,W2,D1,AT,A01,7\nW2_OP_RES,AT_P3_S14,W2,OP_RES,AT,P3_S14,1\n";
    let there = folder(&[("flatfile_eu-ic-io_ind-by-ind_25ed_2021.csv", flat)]);
    let (rows, report) = accepted(&there.path().join("flatfile_eu-ic-io_ind-by-ind_25ed_2021.csv"));
    holds(
        &rows,
        &[
            "intermediate,AUT,A01,ROW,C10T12,2,million EUR",
            "final_demand,ROW,A01,AUT,P5M,-1,million EUR",
            // What is blank is not known, and not zero.
            "final_demand,AUT,A01,AUT,P3_S14,,million EUR",
            "value_added,,D1,AUT,A01,7,million EUR",
            "final_value_added,,OP_RES,AUT,P3_S14,1,million EUR",
        ],
    );
    assert_eq!(codes(&report), ["PKG118", "PKG123"], "{:#?}", report.findings);
    let matrix = "rowLabels,AT_A01,AT_C10T12,FIGW1_A01,FIGW1_C10T12,AT_P3_S14,AT_P5M,FIGW1_P3_S14,FIGW1_P5M\n\
                  AT_A01,10,1,0,2,3,0,0,0\nAT_C10T12,0,1,1,1,1,1,1,1\nFIGW1_A01,1,1,1,1,5,-1,1,1\nFIGW1_C10T12,1,1,1,1,5,1,1,1\n\
                  W2_D21X31,1,0,0,0,2,0,0,0\nW2_OP_RES,0,0,0,0,1,0,0,0\nW2_D1,7,1,1,1,0,0,0,0\nW2_D29X39,0,0,0,-1,0,0,0,0\nW2_B2A3G,1,1,1,1,0,0,0,0\n";
    let there = folder(&[("matrix_eu-ic-io_ind-by-ind_25ed_2021.csv", matrix)]);
    let (rows, report) = accepted(&there.path().join("matrix_eu-ic-io_ind-by-ind_25ed_2021.csv"));
    holds(
        &rows,
        &[
            "intermediate,AUT,A01,ROW,C10T12,2,",
            "final_demand,ROW,A01,AUT,P5M,-1,",
            "value_added,,D1,AUT,A01,7,",
            "value_added,,D29X39,ROW,C10T12,-1,",
            "final_value_added,,D21X31,AUT,P3_S14,2,",
        ],
    );
    assert_eq!(codes(&report), ["PKG118", "PKG123"], "{:#?}", report.findings);
}

/// Titles, names, countries and numbers above; the same beside: as the Asian Development Bank lays its workbooks out.
const ADB: &str = "Multiregional Input-Output Table|||||||||\n\
    (in US dollar millions)|||||||||\n\n\n\
    |||||Agriculture|Textiles|Agriculture|Textiles|Final consumption expenditure by households|Gross fixed capital formation|Final consumption expenditure by households|Gross fixed capital formation|Total\n\
    |||||PRC|PRC|USA|USA|PRC|PRC|USA|USA|ToT\n\
    |||||c1|c2|c1|c2|F1|F4|F1|F4|\n\
    |c1|Agriculture|PRC|c1|1|2|3|4|5|6|7|8|36\n\
    |c2|Textiles|PRC|c2|1|1|1|1|1|1|1|-1|6\n\
    |c1|Agriculture|USA|c1|2|2|2|2|2|2|2|2|16\n\
    |c2|Textiles|USA|c2|0|0|0|0|1|0|0|0|1\n\
    ||Total intermediate consumption|ToT|r60|4|5|6|7|9|9|10|9|\n\
    ||Taxes less subsidies on products|ToT|r99|1|0|1|0|1|0|0|0|\n\
    ||Cif/ fob adjustments on exports|ToT|r61|0|0|1|0|0|0|0|0|\n\
    ||Direct purchases abroad by residents|ToT|r62|0|0|0|0|3|0|0|0|\n\
    ||Value added at basic prices|ToT|r64|31|1|8|-6|0|0|0|0|\n\
    ||Output at basic prices|ToT|r69|36|6|16|1||||||\n\
    Source: made up||||||||||||";

#[test]
fn a_workbook_may_have_four_lines_of_labels() {
    let there = folder(&[]);
    let path = there.path().join("ADB-MRIO62-2021_June2023.xlsx");
    workbook(&path, &[("Legend", sheet("ADB|x\nUSA|United States")), ("ADB MRIO 2021", sheet(ADB))]);
    let (rows, report) = accepted(&path);
    holds(
        &rows,
        &[
            "intermediate,CHN,c1,USA,c2,4,million USD",
            "final_demand,CHN,c2,USA,F4,-1,million USD",
            "value_added,,r64,USA,c2,-6,million USD",
            "value_added,,r99,CHN,c1,1,million USD",
            "value_added,,r61,USA,c1,1,million USD",
            "final_value_added,,r62,CHN,F1,3,million USD",
            "output,USA,c2,USA,c2,1,million USD",
        ],
    );
    assert!(!rows.iter().any(|row| row.contains("r60")), "totals are left out");
    assert_eq!(codes(&report), ["PKG118", "PKG123"], "{:#?}", report.findings);
}

#[test]
fn a_workbook_of_wiod_2016_goes_by_its_codes() {
    let there = folder(&[]);
    let path = there.path().join("WIOT2014_Nov16_ROW.xlsx");
    let table = "Intercountry Input-Output Table|||||||||\n(industry-by-industry)|||||||||\n\
        |||||A01|B|A01|B|CONS_h|GFCF|CONS_h|GFCF|GO\n\
        |||||Crops|Mining|Crops|Mining|Final consumption expenditure by households|Gross fixed capital formation|Final consumption expenditure by households|Gross fixed capital formation|Total output\n\
        |||||AUS|AUS|ROW|ROW|AUS|AUS|ROW|ROW|TOT\n\
        |||||c1|c2|c1|c2|c57|c60|c57|c60|c62\n\
        |A01|Crops|AUS|r1|1|2|3|4|5|6|7|8|36\n\
        |B|Mining|AUS|r2|1|1|1|1|1|1|1|-1|6\n\
        |A01|Crops|ROW|r1|2|2|2|2|2|2|2|2|16\n\
        |B|Mining|ROW|r2|0|0|0|0|1|0|0|0|1\n\
        |II_fob|Total intermediate consumption|TOT|r65|4|5|6|7|9|9|10|9|\n\
        |TXSP|taxes less subsidies on products|TOT|r66|1|0|1|0|1|0|0|0|\n\
        |VA|Value added at basic prices|TOT|r70|31|1|8|-6|0|0|0|0|\n\
        |GO|Output at basic prices|TOT|r73|36|6|16|1|||||";
    workbook(&path, &[("2014", sheet(table))]);
    let (rows, report) = accepted(&path);
    holds(
        &rows,
        &[
            "intermediate,AUS,A01,ROW,B,4,",
            "final_demand,AUS,B,ROW,GFCF,-1,",
            "value_added,,VA,ROW,B,-6,",
            "output,AUS,A01,AUS,A01,36,",
        ],
    );
    assert_eq!(codes(&report), ["PKG118"], "{:#?}", report.findings);
}

#[test]
fn wiod_2016_goes_by_numbers_in_its_wide_form() {
    let table = "\"\",\"IndustryCode\",\"IndustryDescription\",\"Country\",\"RNr\",\"Year\",\"AUS1\",\"AUS2\",\"ROW1\",\"ROW2\",\"AUS3\",\"AUS6\",\"ROW3\",\"ROW6\",\"TOT\"\n\
        \"1\",\"A01\",\"Crops, and more\",\"AUS\",1,2014,1,2,3,4,5,6,7,8,36\n\
        \"2\",\"B\",\"Mining\",\"AUS\",2,2014,1,1,1,1,1,1,1,-1,6\n\
        \"3\",\"A01\",\"Crops, and more\",\"ROW\",1,2014,2,2,2,2,2,2,2,2,16\n\
        \"4\",\"B\",\"Mining\",\"ROW\",2,2014,0,0,0,0,1,NA,0,0,1\n\
        \"5\",\"II_fob\",\"Total intermediate consumption\",\"TOT\",65,2014,4,5,6,7,9,9,10,9,0\n\
        \"6\",\"EXP_adj\",\"Cif/ fob adjustments on exports\",\"TOT\",67,2014,0,0,1,0,0,0,0,0,0\n\
        \"7\",\"VA\",\"Value added at basic prices\",\"TOT\",70,2014,31,1,8,-6,0,0,0,0,0\n\
        \"8\",\"GO\",\"Output at basic prices\",\"TOT\",73,2014,36,6,16,1,0,0,0,0,0\n";
    let there = folder(&[("wiot.csv", table)]);
    let (rows, report) = accepted(&there.path().join("wiot.csv"));
    holds(
        &rows,
        &[
            "intermediate,AUS,A01,ROW,B,4,million USD",
            "final_demand,ROW,B,AUS,CONS_h,1,million USD",
            "final_demand,AUS,B,ROW,GFCF,-1,million USD",
            "final_demand,ROW,B,AUS,GFCF,,million USD",
            "value_added,,EXP_adj,ROW,A01,1,million USD",
            "value_added,,VA,ROW,B,-6,million USD",
            "output,AUS,A01,AUS,A01,36,million USD",
        ],
    );
    assert_eq!(codes(&report), ["PKG118"], "{:#?}", report.findings);
    assert!(found(&report, "PKG118").starts_with("multi-regional table of WIOD, release 2016: 8 × 9, 2 regions"));
}

#[test]
fn a_long_form_tells_its_accounts_by_its_labels() {
    let long = "year,row_country,row_item,col_country,col_item,value\n2011,AUS,c1,AUS,c2,3\n2011,AUS,c2,USA,c1,4\n2011,USA,c1,USA,HFCE,5\n2011,USA,c1,AUS,c1,x\n";
    let there = folder(&[("wiot_long.csv", long)]);
    let (rows, report) = read(&there.path().join("wiot_long.csv"), Policy::RejectRows);
    assert_eq!(
        rows,
        ["intermediate,AUS,c1,AUS,c2,3,", "intermediate,AUS,c2,USA,c1,4,", "final_demand,USA,c1,USA,HFCE,5,"]
    );
    assert_eq!(codes(&report), ["PKG118", "PKG201"], "{:#?}", report.findings);
    assert!(report.findings[1].place.to_string().contains("wiot_long.csv:5"), "{}", report.findings[1].place);
}

#[test]
fn provinces_of_a_workbook_keep_imports_and_exports_apart() {
    // As the tables of Carbon Emission Accounts and Datasets: provinces above sectors, IM a row, EX a column.
    let there = folder(&[]);
    let path = there.path().join("MRIO 2017.xlsx");
    let table = "||Beijing||Tianjin||Beijing||Tianjin||Export|Others|TOTAL\n\
        ||Agriculture|Coal|Agriculture|Coal|Rural household consumption|Government consumption|Rural household consumption|Government consumption|EX|Others|TO\n\
        Beijing|Agriculture|1|2|0|1|3|1|0|0|1|0.5|9.5\n\
        |Coal|1|4|1|2|6|0|2|0|4|0|20\n\
        Tianjin|Agriculture|0|1|2|1|1|0|4|0|1|0|10\n\
        |Coal|2|3|2|5|2|0|6|0|5|0|25\n\
        |IM|1|2|1|3|||||||\n\
        |TII|5|12|6|12|||||||\n\
        |Compensation of employees|2|5|3|7|||||||\n\
        |Net taxes on production|1|3|1|6|||||||\n\
        |TVA|3|8|4|13|||||||\n\
        |TI|9.5|20|10|25|||||||";
    workbook(&path, &[("2017", sheet(table))]);
    let (rows, report) = accepted(&path);
    holds(
        &rows,
        &[
            "intermediate,110000,Coal,120000,Agriculture,1,",
            "export,120000,Coal,,EX,5,",
            "import,,IM,120000,Coal,3,",
            "value_added,,Net taxes on production,110000,Coal,3,",
            "final_demand,110000,Coal,110000,Rural household consumption,6,",
        ],
    );
    assert!(rows.iter().any(|row| row.starts_with("output,120000,Coal,")), "{rows:#?}");
    assert!(codes(&report).contains(&"PKG119"), "the balancing column is named: {:#?}", report.findings);
}

#[test]
fn an_archive_of_one_table_is_that_table() {
    let there = folder(&[]);
    let table = "V1,AUS_A,AUS_B,CHN_A,CHN_B,AUS_HFCE,CHN_HFCE,OUT\nAUS_A,1,2,3,0,5,6,17\nAUS_B,0,0,0,0,0,0,0\nCHN_A,1,0,2,3,4,5,15\nCHN_B,2,2,2,2,2,-2,8\nTLS,1,0,1,1,9,8,20\nVA,12,-4,7,2,0,0,17\nOUT,17,0,15,8,20,17,\n";
    let archive = |path: &Path, names: &[&str]| {
        let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
        for name in names {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(table.as_bytes()).unwrap();
        }
        archive.finish().unwrap();
    };
    let path = there.path().join("one.zip");
    archive(&path, &["2019_SML.csv"]);
    let (rows, _) = accepted(&path);
    holds(&rows, &["value_added,,VA,AUS,B,-4,", "final_value_added,,TLS,CHN,HFCE,8,", "output,AUS,B,AUS,B,0,"]);
    // One archive for several years.
    let path = there.path().join("2016-2020_SML.zip");
    archive(&path, &["2016_SML.csv", "2017_SML.csv"]);
    let (both, report) = accepted(&path);
    assert_eq!((both.len(), report.resources.len()), (rows.len() * 2, 2));
}

#[test]
fn what_nobody_knows_is_said() {
    let there = folder(&[("a.png", "x"), ("b/c.txt", "y")]);
    let (_, report) = read(there.path(), Policy::default());
    assert_eq!(codes(&report), ["PKG124"]);
    assert!(!report.accepted);
}
