"""A Spark session of this machine alone, for the tests; and plain columns as its frames."""

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.audit.engines import Columns

SETTINGS = {
    "spark.default.parallelism": "1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # it does not live long
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.adaptive.enabled": "false",  # small frames are done sooner without, and without compiling
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def require_java() -> None:
    """Skip the test where no Java is installed, unless `NETPOINT_STP_SERVERS=required` forbids it."""
    if shutil.which("java") or os.environ.get("JAVA_HOME"):
        return
    reason = "Spark needs Java 17 or newer, and there is none on this machine"
    if os.environ.get("NETPOINT_STP_SERVERS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def spark_session() -> Iterator[Any]:
    """Start Spark in this process, on two threads and the loopback, and end it."""
    require_java()
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # it warns of pandas 3, which is not used with it
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[2]").appName("tests")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def spark_frame(session: Any, columns: Columns) -> Any:
    """Return plain columns as a frame of Spark; moments as timestamps without zone."""
    import pyarrow as pa

    return session.createDataFrame(pa.table({name: list(values) for name, values in columns.items()}))
