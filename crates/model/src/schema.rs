//! How values that are written as plain strings and numbers look as JSON (JSON Schema 2020-12), for whoever describes rows to other programs.

use crate::{ClaimId, Confidence, Currency, DocumentId, Moment, PartialDate, PartyId, RecordId};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

macro_rules! schema {
    ($($name:ident: $schema:tt),+ $(,)?) => {
        $(impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        })+
    };
}

schema! {
    RecordId: {"type": "string", "pattern": "^[a-z]-[0-9a-f]+$", "description": "The id of a record. It grows by some digits when another record begins like it."},
    ClaimId: {"type": "string", "pattern": "^[0-9a-f]+$", "description": "The id of a claim."},
    DocumentId: {"type": "string", "pattern": "^[0-9a-f]+$", "description": "The id of a document."},
    PartialDate: {
        "type": "string",
        "pattern": "^([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)(-(0[1-9]|1[0-2])|-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|-(0[469]|11)-(0[1-9]|[12][0-9]|30)|-02-(0[1-9]|[12][0-9]))?$",
        "description": "A day, a month or a year, as exactly as it is stated.",
    },
    Moment: {"type": "string", "format": "date-time", "description": "A moment in the log."},
    PartyId: {"type": "string", "description": "ISO 3166-1 alpha-2 (XK for Kosovo), NATO, EU, UN, or `org:` and a name."},
    Currency: {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217."},
    Confidence: {"type": "number", "minimum": 0, "maximum": 1, "description": "How likely it is that a reading is right."},
}
