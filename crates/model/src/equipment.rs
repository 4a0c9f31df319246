//! What is moved: the name that a text gives it, and its class.

use crate::vocabulary::words;
use serde::{Deserialize, Serialize};

words! {
    /// The kind of equipment or service.
    Class, "equipment class":
    /// Fighters, bombers and strike aircraft.
    CombatAircraft = "combat_aircraft",
    /// Transport aircraft.
    TransportAircraft = "transport_aircraft",
    /// Trainers.
    TrainerAircraft = "trainer_aircraft",
    /// Patrol, early warning, intelligence, tanker, rescue and firefighting aircraft.
    SpecialAircraft = "special_aircraft",
    /// Helicopters.
    Helicopter = "helicopter",
    /// Unmanned aircraft that come back.
    Uav = "uav",
    /// Unmanned aircraft that do not.
    LoiteringMunition = "loitering_munition",
    /// Missiles against armour.
    AntiTankMissile = "anti_tank_missile",
    /// Surface-to-air missiles, their launchers, and guns.
    AirDefence = "air_defence",
    /// Missiles from aircraft against aircraft.
    AirToAirMissile = "air_to_air_missile",
    /// Guided bombs, guided rockets and missiles from aircraft against the ground.
    AirToGroundWeapon = "air_to_ground_weapon",
    /// Missiles against ships.
    AntiShipMissile = "anti_ship_missile",
    /// Missiles from the ground against the ground.
    SurfaceToSurfaceMissile = "surface_to_surface_missile",
    /// Rocket launchers and their rockets.
    RocketArtillery = "rocket_artillery",
    /// Guns, howitzers and mortars.
    Artillery = "artillery",
    /// Tanks.
    Tank = "tank",
    /// Armoured vehicles other than tanks.
    ArmouredVehicle = "armoured_vehicle",
    /// Unarmoured vehicles.
    Vehicle = "vehicle",
    /// Warships.
    Warship = "warship",
    /// Submarines.
    Submarine = "submarine",
    /// Patrol and landing craft.
    PatrolCraft = "patrol_craft",
    /// Radars.
    Radar = "radar",
    /// Sonars, cameras, pods, satellites.
    Sensor = "sensor",
    /// Jammers and self-protection.
    ElectronicWarfare = "electronic_warfare",
    /// Radios and data links.
    Communications = "communications",
    /// Small arms and light weapons.
    SmallArms = "small_arms",
    /// Shells, cartridges, unguided bombs, mines.
    Ammunition = "ammunition",
    /// Engines.
    Engine = "engine",
    /// Training, maintenance, sustainment, software.
    Service = "service",
    /// Anything else.
    Other = "other",
}

/// A piece of equipment as a claim names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Equipment {
    /// The most specific designation in the document, else the plain noun phrase.
    pub name: String,
    /// Its class.
    pub class: Class,
    /// The family in `knowledge/equipment`, where it is a known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}
