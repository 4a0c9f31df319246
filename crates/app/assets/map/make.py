#!/usr/bin/env python3
"""Makes world.tsv, the shapes of the program's maps, of Natural Earth's countries.

In: the folder of the npm package `world-atlas` 2 (Natural Earth 1:110m and 1:50m, public domain, as TopoJSON) and the repository's
`knowledge/states`. Out: a line for each state with a shape or a place: its id, the place of a mark (x, y), and an SVG path, all in units of
the map (1000 wide, Equal Earth projection). States that are too small for 1:110m have a mark and no path. Shapes of no state of
`knowledge/` are drawn without an id. The shapes are those of the package, as they are; they take no side in any dispute.

    npm install world-atlas@2
    python3 crates/app/assets/map/make.py node_modules/world-atlas knowledge/states > crates/app/assets/map/world.tsv
"""
import json
import math
import pathlib
import sys
import tomllib
import unicodedata

# What the package calls otherwise than `knowledge/` does.
OTHERWISE = {
    "Fr. S. Antarctic Lands": "TF", "Dem. Rep. Congo": "CD", "Dominican Rep.": "DO", "Falkland Is.": "FK", "Côte d'Ivoire": "CI",
    "Central African Rep.": "CF", "Congo": "CG", "Eq. Guinea": "GQ", "eSwatini": "SZ", "Palestine": "PS", "Solomon Is.": "SB",
    "Bosnia and Herz.": "BA", "Macedonia": "MK", "S. Sudan": "SS", "W. Sahara": "EH", "United States of America": "US",
    "Turkey": "TR", "Czechia": "CZ", "St. Kitts and Nevis": "KN", "St. Vin. and Gren.": "VC", "São Tomé and Principe": "ST",
    "Antigua and Barb.": "AG", "Marshall Is.": "MH", "Cabo Verde": "CV", "Vatican": "VA", "Micronesia": "FM", "Macao": "MO",
}
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
WIDTH = 1000.0


def project(longitude, latitude):
    """Equal Earth (Šavrič, Patterson, Jenny 2018), 1000 units wide, y downwards."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * (9 * A4 * t6 * t2 + 7 * A3 * t6 + 3 * A2 * t2 + A1))
    y = theta * (A4 * t6 * t2 + A3 * t6 + A2 * t2 + A1)
    scale = WIDTH / (2 * 2.70663)
    # The north of Greenland stands at the upper edge.
    return (x + 2.70663) * scale, (1.3173627591574 - y) * scale


def arcs_of(topology):
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        out.append(line)
    return out


def rings_of(geometry, arcs):
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for ring in polygon:
            line = []
            for arc in ring:
                points = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
                line.extend(points[1:] if line else points)
            yield line


def halves(ring):
    """A ring that crosses the line opposite Greenwich, as rings that do not."""
    line = [ring[0]]
    for longitude, latitude in ring[1:]:
        before = line[-1][0]
        line.append((longitude + 360 * round((before - longitude) / 360), latitude))
    for shift in (-360, 0, 360):
        part = [(longitude + shift, latitude) for longitude, latitude in line]
        for side in (1, -1):
            part = cut(part, side)
        if len(part) > 3:
            yield part


def cut(ring, side):
    """What of a ring lies on this side of 180 degrees (side 1) or of -180 (side -1)."""
    out = []
    inside = lambda point: point[0] * side <= 180
    for here, there in zip(ring, ring[1:] + ring[:1]):
        if inside(here):
            out.append(here)
        if inside(here) != inside(there):
            share = (180 * side - here[0]) / (there[0] - here[0])
            out.append((180 * side, here[1] + share * (there[1] - here[1])))
    return out


def area_and_middle(ring):
    twice = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
        cross = x1 * y2 - x2 * y1
        twice += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    if abs(twice) < 1e-9:
        return 0.0, ring[0]
    return abs(twice) / 2, (x / (3 * twice), y / (3 * twice))


def path_of(rings):
    out = []
    for ring in rings:
        points = []
        for point in ring:
            point = (round(point[0] * 2) / 2, round(point[1] * 2) / 2)
            if not points or points[-1] != point:
                points.append(point)
        if len(points) < 4:
            continue
        number = lambda value: f"{value:g}"
        parts = [f"M{number(points[0][0])} {number(points[0][1])}"]
        for (x1, y1), (x2, y2) in zip(points, points[1:-1]):
            parts.append(f"l{number(x2 - x1)} {number(y2 - y1)}")
        out.append("".join(parts).replace(" -", "-") + "z")
    return "".join(out)


def folded(name):
    flat = unicodedata.normalize("NFD", name.lower())
    return "".join(c for c in flat if c.isalnum())


def main():
    package, states = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    ids = {}
    for file in sorted(states.glob("*.toml")):
        state = tomllib.loads(file.read_text())
        for name in [state["name"], *state.get("names", [])]:
            ids.setdefault(folded(name), state["id"])
    known = set(ids.values())
    id_of = lambda name: OTHERWISE[name] if OTHERWISE.get(name) in known else ids.get(folded(name))
    rows = {}
    nameless = []
    for size, with_paths in (("110m", True), ("50m", False)):
        topology = json.loads((package / f"countries-{size}.json").read_text())
        arcs = arcs_of(topology)
        for geometry in topology["objects"]["countries"]["geometries"]:
            if geometry["type"] is None:
                continue
            name = geometry["properties"]["name"]
            if name == "Antarctica":
                continue
            identity = id_of(name)
            if identity is None and not with_paths or identity in rows:
                continue
            rings = [[project(*point) for point in half] for ring in rings_of(geometry, arcs) for half in halves(ring)]
            _, (x, y) = max((area_and_middle(ring) for ring in rings), key=lambda one: one[0])
            path = path_of(rings) if with_paths else ""
            if identity is None:
                print(f"drawn without an id: {name}", file=sys.stderr)
                nameless.append(path)
            else:
                rows[identity] = (x, y, path)
    for identity in sorted(rows):
        x, y, path = rows[identity]
        print(f"{identity}\t{x:.1f}\t{y:.1f}\t{path}")
    for path in nameless:
        print(f"\t0\t0\t{path}")
    print("without a place:", " ".join(sorted(known - rows.keys())), file=sys.stderr)


main()
