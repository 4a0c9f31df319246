//! Where states lie: on the map of the pages, and on the globe.
//!
//! In: a state's id. Out: the place of its mark, and its shape, as `assets/map/make.py` makes them of Natural Earth's.

use std::sync::LazyLock;

/// The lines of the file: id, x, y, path.
const WORLD: &str = include_str!("../assets/map/world.tsv");

/// A state on the map, which is 1000 units wide.
pub(crate) struct Place {
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Its shape as an SVG path; empty where it is too small for one.
    pub(crate) path: &'static str,
}

/// All of them by id; shapes of no state have no id.
pub(crate) static PLACES: LazyLock<Vec<(&'static str, Place)>> = LazyLock::new(|| {
    let place = |line: &'static str| {
        let mut parts = line.split('\t');
        let (id, x, y) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some((id, Place { x, y, path: parts.next().unwrap_or_default() }))
    };
    WORLD.lines().filter_map(place).collect()
});

/// The place of a state's mark on the map.
pub(crate) fn place(id: &str) -> Option<&'static Place> {
    PLACES.iter().find(|(one, _)| *one == id).map(|(_, place)| place)
}

/// The longitude and latitude of a state's mark in degrees, to a tenth: what the map's projection (Equal Earth) makes of them, taken back.
pub(crate) fn coordinates(id: &str) -> Option<(f64, f64)> {
    const A: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];
    let Place { x, y, .. } = place(id)?;
    let scale = 1000.0 / (2.0 * 2.706_63);
    let (x, y) = (x / scale - 2.706_63, 1.317_362_759_157_4 - y / scale);
    let height = |t: f64| t * (A[0] + A[1] * t.powi(2) + A[2] * t.powi(6) + A[3] * t.powi(8));
    let slope = |t: f64| A[0] + 3.0 * A[1] * t.powi(2) + 7.0 * A[2] * t.powi(6) + 9.0 * A[3] * t.powi(8);
    let theta = (0..12).fold(y, |t, _| t - (height(t) - y) / slope(t));
    let root = 3.0_f64.sqrt();
    let latitude = (2.0 / root * theta.sin()).asin().to_degrees();
    let longitude = (3.0 * x * slope(theta) / (2.0 * root * theta.cos())).to_degrees();
    let tenth = |degrees: f64| (degrees * 10.0).round() / 10.0;
    (latitude.is_finite() && longitude.is_finite()).then(|| (tenth(longitude), tenth(latitude)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_a_place_on_the_map() {
        assert_eq!(PLACES.len(), WORLD.lines().count());
        for (id, place) in PLACES.iter() {
            assert!((0.0..=1000.0).contains(&place.x) && (0.0..=500.0).contains(&place.y), "{id}");
            assert!(place.path.bytes().all(|byte| byte.is_ascii_digit() || b"Mlz.- ".contains(&byte)), "{id}");
        }
        assert!(["XK", "US", "TW", "PS", "SG", "MT"].iter().all(|id| place(id).is_some()));
    }

    #[test]
    fn places_on_the_map_are_places_on_the_globe() {
        let near = |id: &str, longitude: f64, latitude: f64| {
            let (east, north) = coordinates(id).unwrap();
            assert!((east - longitude).abs() < 2.5 && (north - latitude).abs() < 2.5, "{id}: {east} {north}");
        };
        near("XK", 20.9, 42.6);
        near("SG", 103.8, 1.3);
        near("TW", 121.0, 23.7);
        for (id, _) in PLACES.iter().filter(|(id, _)| !id.is_empty()) {
            let (east, north) = coordinates(id).unwrap();
            assert!((-180.0..=180.0).contains(&east) && (-90.0..=90.0).contains(&north), "{id}");
        }
    }
}
