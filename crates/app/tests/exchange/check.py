"""Reads exports with the programs that they are for, and fails where one of these finds fault.

In: a folder with `ftm.out`, `ftm-statements.out`, `datapackage.out/`, `ro-crate.out/`, and `parquet.out` beside `jsonl.out`, likewise `vague-`.
"""
import json
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")
at = pathlib.Path(sys.argv[1])
wrong = []


def expect(holds, what):
    if not holds:
        wrong.append(what)


def follow_the_money():
    from followthemoney import model
    from followthemoney.proxy import EntityProxy
    from followthemoney.statement import Statement

    entities = {}
    for line in (at / "ftm.out").read_text().splitlines():
        data = json.loads(line)
        schema = model.get(data["schema"])
        expect(schema is not None and not schema.abstract, f"{data['schema']} is no schema")
        expect(data["id"] not in entities, f"{data['id']} stands twice")
        entities[data["id"]] = data
        # Cleaned by their program, every value is there and stays as it is.
        proxy = EntityProxy.from_dict(data, cleaned=False)
        for name, values in data["properties"].items():
            prop = schema.properties.get(name)
            expect(prop is not None and not prop.stub, f"{data['schema']} has no property {name}")
            expect(sorted(proxy.get(name)) == sorted(values), f"{data['id']} {name}: {values} becomes {proxy.get(name)}")
        schema.validate(data)
    for data in entities.values():
        schema = model.get(data["schema"])
        for name, values in data["properties"].items():
            prop = schema.properties[name]
            if prop.type.name == "entity":
                for value in values:
                    expect(value in entities, f"{data['id']} {name}: {value} is no entity")
                    if value in entities:
                        expect(model.get(entities[value]["schema"]).is_a(prop.range), f"{data['id']} {name}: {value} is no {prop.range.name}")
    flows = [one for one in entities.values() if one["schema"] == "EconomicActivity"]
    expect(len(flows) >= 4, "there are transfers")
    for flow in flows:
        for proof in flow["properties"]["proof"]:
            article = entities[proof]["properties"]
            expect(article.get("bodyText") and article.get("sourceUrl"), f"{proof} has no quote or no address")
            expect(any(article["sourceUrl"][0] in told for told in flow["properties"]["summary"]), f"{flow['id']}: no address beside its words")
    said = {}
    for line in (at / "ftm-statements.out").read_text().splitlines():
        data = json.loads(line)
        statement = Statement.from_dict(data)
        expect(statement.id == statement.generate_key(), f"{data['id']} is not what the statement is called")
        if statement.prop != Statement.BASE:
            said.setdefault(statement.entity_id, {}).setdefault(statement.prop, set()).add(statement.value)
    same = {id: {name: set(values) for name, values in data["properties"].items()} for id, data in entities.items()}
    expect(said == same, "statements and entities say the same")


def data_package():
    from frictionless import Package

    report = Package(str(at / "datapackage.out" / "datapackage.json")).validate()
    expect(report.valid, f"frictionless: {report.flatten(['type', 'title', 'note'])}")
    expect(len(report.tasks) == 4, "four tables are looked at")


def crate():
    from rocrate.rocrate import ROCrate

    read = ROCrate(str(at / "ro-crate.out"))
    expect(read.name and read.root_dataset.get("datePublished"), "the crate has a name and a day")
    files = {file.id for file in read.get_entities() if file.type == "File"}
    there = {str(path.relative_to(at / "ro-crate.out")) for path in (at / "ro-crate.out").rglob("*") if path.is_file()}
    expect(there - files <= {"ro-crate-metadata.json", "ro-crate-preview.html"}, f"files that the crate does not name: {there - files}")
    expect(files <= there, f"files that are not there: {files - there}")


def parquet(before):
    import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(str(at / f"{before}parquet.out"))
    rows = [json.loads(line) for line in (at / f"{before}jsonl.out").read_text().splitlines()]
    types = {field.name: field.type for field in table.schema}
    for name, type in {
        "id": pa.string(), "date": pa.string(), "date_from": pa.date32(), "last_published_until": pa.date32(), "actors": pa.list_(pa.string()),
        "quantity": pa.int64(), "amount": pa.int64(), "percent": pa.float64(), "conflicts": pa.int64(), "superseded": pa.bool_(),
    }.items():
        expect(types.get(name) == type, f"{name} is {types.get(name)}, not {type}")
    expect(table.num_rows == len(rows) > 0, "there is a row for each record")
    for typed, row in zip(table.to_pylist(), rows):
        for name in ["id", "kind", "stage", "recipient", "supplier", "equipment", "class", "family", "place", "about", "voices", "documents", "reviewed"]:
            expect(typed[name] == row.get(name), f"{row['id']} {name}: {typed[name]} is {row.get(name)}")
        for name in ["actors", "others"]:
            expect(typed[name] == row.get(name, []), f"{row['id']} {name}: {typed[name]} is {row.get(name)}")
        expect(typed["superseded"] == row.get("superseded", False), f"{row['id']} superseded")
        expect(typed["quantity"] == row.get("quantity", {}).get("value"), f"{row['id']} quantity")
        expect(typed["amount"] == row.get("value", {}).get("amount"), f"{row['id']} amount")
        expect(typed["amount_scope"] == row.get("value", {}).get("scope"), f"{row['id']} scope")
        expect(typed["percent"] == row.get("percent", {}).get("value"), f"{row['id']} percent")
        for name in ["date", "reported", "due", "first_published", "last_published"]:
            told, ends = row.get(name), (typed[f"{name}_from"], typed[f"{name}_until"])
            expect(typed[name] == told, f"{row['id']} {name}: {typed[name]} is {told}")
            expect(all(isinstance(end, datetime.date) and end.isoformat().startswith(told) for end in ends) if told else ends == (None, None),
                   f"{row['id']} {name}: {told} is from {ends[0]} until {ends[1]}")


follow_the_money()
data_package()
crate()
parquet("")
parquet("vague-")
for what in wrong:
    print(what)
sys.exit(1 if wrong else 0)
