"""A fresh database knows the rules: without any the gate would let nobody through. Later packs: `load_rules`."""

import json

from django.db import migrations

from apps.compliance import packs


def load(apps, schema_editor):
    table = apps.get_model("compliance", "RulePack").objects
    for rules in packs.shipped():
        table.get_or_create(
            version=rules.version, defaults={"digest": rules.digest, "document": json.loads(rules.text)}
        )


class Migration(migrations.Migration):
    dependencies = [("compliance", "0006_wall_off_decisions")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
