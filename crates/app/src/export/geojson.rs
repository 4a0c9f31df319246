//! GeoJSON (RFC 7946): a feature for each record. Places are those of the marks of states on the map, to a tenth of a degree, and no sites.

use super::gather::Gathered;
use super::parts::Part;
use crate::outcome::Failure;
use crate::places::coordinates;
use materiel_model::Kind;
use materiel_register::view::ListRow;
use serde_json::{Map, Value as Json, json};

pub(super) fn write(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    let features: Vec<Json> = all.rows.iter().map(|row| feature(row, all)).collect::<Result<_, _>>()?;
    Part::one("register.geojson", |out| super::object(&json!({"type": "FeatureCollection", "features": features}), out))
}

fn feature(row: &ListRow, all: &Gathered<'_>) -> Result<Json, Failure> {
    let mut properties: Map<String, Json> = match serde_json::to_value(row)? {
        Json::Object(fields) => fields,
        _ => Map::new(),
    };
    properties.insert("title".into(), crate::page::title(row, all.reader).into());
    let mut name = |what: &str, id: Option<&String>| {
        if let Some(id) = id {
            properties.insert(what.into(), all.reader.name_of(id).into());
        }
    };
    name("recipient_name", row.recipient.as_ref());
    name("supplier_name", row.supplier.as_ref());
    name("place_name", row.place.as_ref());
    Ok(json!({"type": "Feature", "id": row.id, "geometry": geometry(row), "properties": properties}))
}

/// A line where it goes from a state to another, a point where one place is known, nothing where none is.
fn geometry(row: &ListRow) -> Json {
    let at = |id: Option<&String>| id.and_then(|id| coordinates(id)).map(|(longitude, latitude)| [longitude, latitude]);
    let point = |place: [f64; 2]| json!({"type": "Point", "coordinates": place});
    if row.kind == Kind::Transfer {
        return match (at(row.supplier.as_ref()), at(row.recipient.as_ref())) {
            (Some(from), Some(to)) if from != to => json!({"type": "LineString", "coordinates": [from, to]}),
            (from, to) => to.or(from).map_or(Json::Null, point),
        };
    }
    let place = at(row.place.as_ref()).or_else(|| row.actors.iter().find_map(|actor| at(Some(actor))));
    place.map_or(Json::Null, point)
}
