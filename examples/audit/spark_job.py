"""Audits a log on a Spark cluster: spark-submit examples/audit/spark_job.py FOLDER OUT [PROFILE]

FOLDER holds a Parquet file or folder for each table of records: requests.parquet, events.parquet and so on. What is
found goes to OUT: findings.parquet, and summary.json, which the driver writes.
"""

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from netpoint_stp import Regulation
from netpoint_stp.audit import audit
from netpoint_stp.audit.records.tables import TABLES


def main(folder: str, out: str, profile: str | None = None) -> None:
    """Audit the records of a folder and write what was found."""
    spark = SparkSession.builder.appName("netpoint-stp audit").getOrCreate()
    there = {path.stem for path in Path(folder).glob("*.parquet")}  # on S3 or HDFS: name the tables that you have
    records = {name: spark.read.parquet(f"{folder}/{name}.parquet") for name in TABLES if name in there}
    regulation = Regulation.example() if profile is None else Regulation.load(profile)

    result = audit(records, regulation)
    summary = {
        clause.check.id: {answer.value: count for answer, count in clause.counts.items()}
        or {"not_observable": list(clause.not_observable)}
        for clause in result.summary
    }
    result.findings.write.mode("overwrite").parquet(f"{out}/findings.parquet")
    Path(out, "summary.json").write_text(json.dumps(summary, indent=2), encoding="utf-8")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
