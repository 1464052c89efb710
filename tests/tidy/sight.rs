//! Parts of a chart are told apart by those who see few hues as well.
//!
//! Colors as somebody sees them who lacks one kind of cone (Machado, Oliveira and
//! Fernandes, 2009), and how far apart they are (Oklab).

use crate::contrast::{BAR_PARTS, Color, OUTCOMES, SHADES, color, linear, pair, without_comments};
use crate::tree::{assert_none, read};

type Matrix = [[f64; 3]; 3];

/// Everybody, and those without cones for red, green and blue.
const EYES: [(&str, Matrix); 4] = [
    ("all hues", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "no red",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "no green",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "no blue",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

fn times(matrix: &Matrix, vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

/// A color where equal distances look alike, as some eyes see it.
fn seen(color: Color, eyes: &Matrix) -> [f64; 3] {
    const CONES: Matrix = [
        [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
        [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
        [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
    ];
    const LAB: Matrix = [
        [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
        [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
        [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
    ];
    let light = times(eyes, linear(color)).map(|part| part.clamp(0.0, 1.0));
    times(&LAB, times(&CONES, light).map(f64::cbrt))
}

fn distance(one: Color, other: Color, eyes: &Matrix) -> f64 {
    let (one, other) = (seen(one, eyes), seen(other, eyes));
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// The pairs of tokens that some eyes hardly tell apart in some theme.
fn alike(css: &str, tokens: &[&str], least: f64) -> Vec<String> {
    let mut found = Vec::new();
    for (at, one) in tokens.iter().enumerate() {
        for other in &tokens[at + 1..] {
            let (first, second) = match (pair(css, one), pair(css, other)) {
                (Ok(first), Ok(second)) => (first, second),
                (Err(reason), _) | (_, Err(reason)) => {
                    found.push(reason);
                    continue;
                }
            };
            for (theme, first, second) in [("light", first.light, second.light), ("dark", first.dark, second.dark)] {
                for (eyes, matrix) in &EYES {
                    let apart = distance(first, second, matrix);
                    if apart < least {
                        found.push(format!("{one} and {other}, {theme}, {eyes}: {apart:.3}, not {least}"));
                    }
                }
            }
        }
    }
    found
}

#[test]
fn parts_of_a_chart_are_told_apart_by_all_eyes() {
    // Two neighbors of a scale of greys with ten steps are 0.1 apart.
    const PARTS: f64 = 0.1;
    // Shades are in order, and their counts are said.
    const STEPS: f64 = 0.07;
    let css = without_comments(&read("style/tokens.css"));
    let mut found = alike(&css, &OUTCOMES, PARTS);
    found.extend(alike(&css, &BAR_PARTS, PARTS));
    found.extend(alike(&css, &SHADES, STEPS));
    assert_none("change the color in style/tokens.css", &found);
}

#[test]
fn red_and_green_of_one_light_are_found_to_be_alike() {
    let [everybody, _, no_green, _] = EYES.map(|(_, matrix)| matrix);
    let (red, green) = (color("#c06050").unwrap(), color("#808a50").unwrap());
    assert!(distance(red, green, &everybody) > 0.1);
    assert!(distance(red, green, &no_green) < 0.06, "{}", distance(red, green, &no_green));
    assert!((distance([0; 3], [255; 3], &everybody) - 1.0).abs() < 0.001);
    let css = "--a: light-dark(#c06050, #000); --b: light-dark(#808a50, #fff);";
    assert_eq!(alike(css, &["--a", "--b"], 0.06).len(), 1);
    assert_eq!(alike(css, &["--a", "--c"], 0.06), ["--c is not set"]);
}
