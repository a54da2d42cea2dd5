"""The trade marts in polars as somebody who knows it would write them: every column of the two that people ask.

Belongs here: what marts.bilateral_trade and marts.trade_partner hold, for worlds in which nothing is in quarantine or
withheld, and no month is filed; tests/bench/marts.py checks that both hold the same. Imports nothing of the project.
"""

from pathlib import Path
from typing import Any

import polars as pl

FLOWS = ("goods_exports", "goods_imports")
PORTS = {"CHN": "HKG", "IDN": "SGP", "MYS": "SGP", "BEL": "NLD", "DEU": "NLD"}
TERRITORIES = ("USA", "FRA", "CHE", "NOR")
PAIR = ["exporter", "importer", "freq", "time_period"]


def build(files: str, economies: str, target: Path) -> int:
    """Write both as Parquet into a folder; returns how many rows the first has."""
    rows = pl.scan_parquet(files).filter(
        pl.col("indicator").is_in(FLOWS),
        pl.col("unit_measure") == "USD",
        pl.col("price_base").fill_null("current") == "current",
        pl.col("counterpart_area").is_not_null(),
    )
    economy = pl.read_parquet(economies).select("iso3", "name", "is_economy", "latitude", "longitude")
    filing = filings(rows)
    totals = choose(rows.filter(pl.col("breakdown") == "_T"), filing).collect()
    mirror = mirrored(totals)
    margin = margins(mirror, economy)
    pair = pairs(mirror, margin, reliability(mirror, margin), filing)
    target.mkdir(parents=True, exist_ok=True)
    trade = bilateral(choose(rows.filter(pl.col("counterpart_area") != "W00"), filing), pair)
    trade.sink_parquet(target / "bilateral_trade.parquet", compression="zstd")
    total = pl.scan_parquet(target / "bilateral_trade.parquet").filter(pl.col("product") == "_T", pl.col("freq") == "A")
    reconciled = by_partner(total.collect(), totals, mirror, filing, economy)
    partner = partners(totals.filter(pl.col("freq") == "A"), reconciled, economy)
    partner.write_parquet(target / "trade_partner.parquet", compression="zstd")
    return int(pl.scan_parquet(target / "bilateral_trade.parquet").select(pl.len()).collect().item())


def filings(rows: pl.LazyFrame) -> pl.DataFrame:
    whole, world = pl.col("breakdown") == "_T", pl.col("counterpart_area") == "W00"
    key = ["ref_area", "indicator", "freq", "time_period", "source", "vintage", "valuation"]
    found = rows.group_by(key).agg(
        pl.col("published_on").max(),
        pl.len().alias("figures"),
        whole.sum().alias("totals"),
        (
            100 * pl.col("obs_value").filter(whole & ~world).sum() / pl.col("obs_value").filter(whole & world).max()
        ).alias("coverage"),
    )
    return found.with_columns(pl.len().over(key[:4]).alias("editions")).collect(engine="streaming")


def choose(rows: pl.LazyFrame, filing: pl.DataFrame) -> pl.LazyFrame:
    """One figure of those that several editions hold: the latest. Where there is one edition, there is no choice."""
    if filing["editions"].max() == 1:
        return rows
    key = ["indicator", "ref_area", "counterpart_area", "freq", "time_period", "breakdown"]
    return rows.sort("published_on", "retrieved_at", "vintage", descending=True).unique(key, keep="first")


def sides(rows: Any, *columns: str) -> tuple[Any, Any]:
    """Exports by exporter and importer, and imports likewise; columns get x_ and i_ in front."""
    found = []
    for flow, names, start in (
        (FLOWS[0], ("exporter", "importer"), "x_"),
        (FLOWS[1], ("importer", "exporter"), "i_"),
    ):
        side = rows.filter(pl.col("indicator") == flow)
        found.append(
            side.select(
                pl.col("ref_area").alias(names[0]),
                pl.col("counterpart_area").alias(names[1]),
                *[
                    pl.col(name).alias(start + name if name in columns else name)
                    for name in ("freq", "time_period", *columns)
                ],
            )
        )
    return found[0], found[1]


def mirrored(totals: pl.DataFrame) -> pl.DataFrame:
    exports, imports = sides(totals.filter(pl.col("counterpart_area") != "W00"), "obs_value", "valuation", "source")
    is_fob = pl.col("i_valuation") == "FOB"
    return exports.join(imports, on=PAIR, how="full", coalesce=True).select(
        *PAIR,
        pl.col("x_obs_value").alias("export_fob"),
        pl.when(is_fob.fill_null(False)).then(None).otherwise(pl.col("i_obs_value")).alias("import_cif"),
        pl.when(is_fob).then(pl.col("i_obs_value")).alias("import_fob"),
        pl.col("x_source").alias("export_source"),
        pl.col("i_source").alias("import_source"),
    )


def margins(mirror: pl.DataFrame, economy: pl.DataFrame) -> pl.DataFrame:
    place = economy.select("iso3", pl.col("latitude").radians(), pl.col("longitude").radians())
    apart = (
        mirror.select("exporter", "importer").unique()
        .join(place, left_on="exporter", right_on="iso3", how="left")
        .join(place, left_on="importer", right_on="iso3", how="left", suffix="_i")
    )  # fmt: skip
    haversine = ((pl.col("latitude_i") - pl.col("latitude")) / 2).sin() ** 2 + pl.col("latitude").cos() * pl.col(
        "latitude_i"
    ).cos() * ((pl.col("longitude_i") - pl.col("longitude")) / 2).sin() ** 2
    km = 2 * 6371 * haversine.clip(upper_bound=1).sqrt().arcsin()
    apart = apart.select(
        "exporter", "importer", pl.when((pl.col("exporter") != pl.col("importer")) & (km != 0)).then(km).alias("km")
    )
    default = pl.lit(1.06).log()
    ratio = (
        mirror.lazy().filter(pl.col("freq") == "A", pl.col("export_fob") > 0, pl.col("import_cif") > 0)
        .join(apart.lazy(), on=["exporter", "importer"])
        .select((pl.col("import_cif") / pl.col("export_fob")).log().alias("wedge"), pl.col("km").log())
        .filter(pl.col("km").is_not_null(), (pl.col("wedge") - default).abs() <= 0.4)
        .select(
            (pl.cov("wedge", "km") / pl.col("km").var()).alias("slope"), pl.col("wedge").mean(), pl.col("km").mean(),
            pl.len().alias("flows"),
        ).collect().row(0, named=True)
    )  # fmt: skip
    fits = ratio["flows"] >= 30 and ratio["slope"] >= 0
    fitted = (ratio["wedge"] - ratio["slope"] * ratio["km"] + ratio["slope"] * pl.col("km").log()).exp().clip(1, 1.25)
    known = pl.col("km").is_not_null() & pl.lit(fits)
    return apart.select(
        "exporter",
        "importer",
        pl.when(known).then(fitted).otherwise(1.06).alias("margin"),
        pl.when(known).then(pl.lit("fitted")).otherwise(pl.lit("default")).alias("method"),
    )


def reliability(mirror: pl.DataFrame, margin: pl.DataFrame) -> pl.DataFrame:
    fob = pl.coalesce("import_fob", pl.col("import_cif") / pl.col("margin"))
    gap = (
        mirror.lazy().filter(
            pl.col("freq") == "A", pl.col("exporter") != pl.col("importer"), pl.col("exporter") != "_X",
            pl.col("importer") != "_X", pl.col("export_fob") > 0, pl.coalesce("import_fob", "import_cif") > 0,
        )
        .join(margin.lazy(), on=["exporter", "importer"])
        .select("exporter", "importer", (fob / pl.col("export_fob")).log().abs().alias("gap"))
    )  # fmt: skip
    found = []
    for side, flow, source in (("exporter", "X", "export_source"), ("importer", "M", "import_source")):
        known = mirror.lazy().filter(pl.col(source).is_not_null()).select(pl.col(side).alias("ref_area")).unique()
        measured = gap.group_by(pl.col(side).alias("ref_area")).agg(pl.len().alias("mirrored"), pl.col("gap").median())
        found.append(known.join(measured, on="ref_area", how="left").with_columns(pl.lit(flow).alias("flow")))
    both = pl.concat(found).with_columns(pl.col("mirrored").fill_null(0)).collect()
    usual = both.filter(pl.col("mirrored") >= 5)["gap"].median() or 0.01
    is_measured = pl.col("mirrored") >= 5
    return both.select(
        "ref_area",
        "flow",
        pl.when(is_measured).then("gap").otherwise(usual).clip(lower_bound=0.01).alias("error"),
        is_measured.alias("is_measured"),
    )


def pairs(mirror: pl.DataFrame, margin: pl.DataFrame, errors: pl.DataFrame, filing: pl.DataFrame) -> pl.DataFrame:
    filed = filing.filter(pl.col("coverage") >= 95).select("ref_area", "indicator", "freq", "time_period").unique()
    exporter, importer = pl.col("exporter"), pl.col("importer")
    ports = ["HKG", "NLD", "SGP"]
    served = lambda side: side.replace_strict(PORTS, default=None, return_dtype=pl.String)  # noqa: E731
    found = mirror.lazy().with_columns(
        pl.when(exporter.is_in(ports)).then(exporter).when(importer.is_in(ports)).then(importer)
        .otherwise(pl.coalesce(served(importer), served(exporter))).alias("entrepot")
    )  # fmt: skip
    to_port = mirror.lazy().select(
        "exporter", pl.col("importer").alias("entrepot"), "freq", "time_period", pl.col("export_fob").alias("to_port")
    )
    found = found.join(to_port, on=["exporter", "entrepot", "freq", "time_period"], how="left")
    found = found.join(margin.lazy(), on=["exporter", "importer"], how="left")
    for side, flow, name, start in (("exporter", "X", FLOWS[0], "x_"), ("importer", "M", FLOWS[1], "i_")):
        error = errors.lazy().filter(pl.col("flow") == flow).select(
            pl.col("ref_area").alias(side), pl.col("error").alias(start + "error"),
            pl.col("is_measured").alias(start + "is_measured"),
        )  # fmt: skip
        by = filed.lazy().filter(pl.col("indicator") == name).select(
            pl.col("ref_area").alias(side), "freq", "time_period", pl.lit(True).alias(side + "_filed")
        )  # fmt: skip
        found = found.join(error, on=side, how="left").join(by, on=[side, "freq", "time_period"], how="left")
    stated = (pl.col("import_cif") > 0) & (pl.col("import_fob") > 0)
    squares = pl.col("x_error") ** 2, pl.col("i_error") ** 2
    return found.select(
        *PAIR,
        pl.when(stated).then(pl.col("import_cif") / pl.col("import_fob")).otherwise(pl.col("margin").fill_null(1.06))
        .alias("margin"),
        pl.when(stated).then(pl.lit("stated")).otherwise(pl.col("method").fill_null("default")).alias("margin_method"),
        pl.when(squares[0].is_null() | squares[1].is_null()).then(0.5).otherwise(squares[1] / (squares[0] + squares[1]))
        .alias("weight_exporter"),
        (pl.col("x_is_measured") & pl.col("i_is_measured")).fill_null(False).alias("weights_measured"),
        pl.col("exporter_filed").fill_null(False), pl.col("importer_filed").fill_null(False),
        (exporter == importer).alias("self_trade"),
        ((exporter == "_X") | (importer == "_X")).alias("not_specified"),
        "entrepot",
        pl.when(importer != pl.col("entrepot")).then("to_port").alias("exports_to_entrepot"),
        ((exporter == "TWN") | (importer == "TWN")).alias("taiwan_490"),
        (exporter.is_in(TERRITORIES) | importer.is_in(TERRITORIES)).alias("special_territories"),
        pl.lit(None, pl.Int32).alias("export_months_missing"), pl.lit(None, pl.Int32).alias("import_months_missing"),
    ).collect()  # fmt: skip


def bilateral(rows: pl.LazyFrame, pair: pl.DataFrame) -> pl.LazyFrame:
    columns = ("obs_value", "obs_status", "valuation", "source", "published_on")
    exports, imports = sides(rows.with_columns(pl.col("breakdown").alias("product")), "product", *columns)
    exports, imports = exports.rename({"x_product": "product"}), imports.rename({"i_product": "product"})
    is_fob = (pl.col("i_valuation").fill_null("CIF") == "FOB") & pl.col("i_source").is_not_null()
    x, value = pl.col("x_obs_value"), pl.col("i_obs_value")
    i = pl.col("import_fob")
    both = x.is_not_null() & i.is_not_null()
    weight = pl.col("weight_exporter")
    cif = pl.when(~is_fob).then(value)
    some = pl.when(x != 0).then(x)
    found = exports.join(imports, on=[*PAIR, "product"], how="full", coalesce=True).join(
        pair.lazy(), on=PAIR, how="left"
    )
    found = found.with_columns(pl.when(is_fob).then(value).otherwise(value / pl.col("margin")).alias("import_fob"))
    return found.select(
        "exporter", "importer", "freq", "time_period", "product",
        x.alias("export_fob"), cif.alias("import_cif"), "import_fob",
        (cif / some).alias("cif_fob_ratio"), (100 * (value - x) / some).alias("gap_pct"),
        "margin", "margin_method", pl.when(both).then(weight).alias("weight_exporter"),
        pl.when(both).then(weight * x + (1 - weight) * i).otherwise(pl.coalesce(x, i)).alias("reconciled"),
        pl.when(both & pl.col("weights_measured")).then(pl.lit("both_weighted")).when(both).then(pl.lit("both_equal"))
        .when(x.is_not_null()).then(pl.lit("exporter_only")).when(i.is_not_null()).then(pl.lit("importer_only"))
        .otherwise(pl.lit("none")).alias("method"),
        pl.when(x.is_not_null() & value.is_not_null()).then(pl.lit("both")).when(x.is_not_null())
        .then(pl.lit("exporter")).when(value.is_not_null()).then(pl.lit("importer")).otherwise(pl.lit("none"))
        .alias("reported_by"),
        pl.col("x_obs_status").alias("export_status"), pl.col("i_obs_status").alias("import_status"),
        (pl.col("x_obs_status") == "E").fill_null(False).alias("export_estimated"),
        (pl.col("i_obs_status") == "E").fill_null(False).alias("import_estimated"),
        pl.lit(False).alias("quarantined"), pl.lit(False).alias("export_quarantined"),
        pl.lit(False).alias("import_quarantined"),
        pl.col("x_source").alias("export_source"), pl.col("i_source").alias("import_source"),
        pl.col("x_published_on").alias("export_published_on"), pl.col("i_published_on").alias("import_published_on"),
        "exporter_filed", "importer_filed", "self_trade", "not_specified", "entrepot", "exports_to_entrepot",
        "taiwan_490", "special_territories",
        ((pl.col("x_obs_status") == "Q").fill_null(False) | (pl.col("i_obs_status") == "Q").fill_null(False)
         | pl.col("product").str.starts_with("9999")).alias("confidential"),
        "export_months_missing", "import_months_missing",
    )  # fmt: skip


YEAR = ["ref_area", "time_period"]
BOTH = ["ref_area", "counterpart_area", "time_period"]


def by_partner(
    trade: pl.DataFrame, totals: pl.DataFrame, mirror: pl.DataFrame, filing: pl.DataFrame, economy: pl.DataFrame
) -> pl.LazyFrame:
    """Trade by partner as partners report it and as reconciled, with places and shares."""
    flow = trade.lazy().with_columns(pl.coalesce("import_cif", "import_fob").alias("by_importer"))
    out = flow.filter(pl.col("exporter") != "_X").select(
        pl.col("exporter").alias("ref_area"), pl.col("importer").alias("counterpart_area"), "time_period",
        pl.col("by_importer").alias("exports_partner"), pl.col("reconciled").alias("exports_reconciled"),
    )  # fmt: skip
    into = flow.filter(pl.col("importer") != "_X").select(
        pl.col("importer").alias("ref_area"), pl.col("exporter").alias("counterpart_area"), "time_period",
        pl.col("export_fob").alias("imports_partner"), pl.col("reconciled").alias("imports_reconciled"),
    )  # fmt: skip
    filed = (
        filing.lazy().filter(pl.col("freq") == "A", pl.col("coverage") >= 95).group_by(YEAR)
        .agg((pl.col("indicator") == FLOWS[0]).any().alias("files_x"), (pl.col("indicator") == FLOWS[1]).any()
             .alias("files_m"))
    )  # fmt: skip
    of_partner = filed.rename({"ref_area": "counterpart_area"})
    listed = economy.lazy().select(pl.col("iso3").alias("counterpart_area"), "is_economy")
    traded = out.join(into, on=BOTH, how="full", coalesce=True)
    none = lambda name: pl.when(pl.col(name)).then(0.0)  # noqa: E731
    e, m = pl.col("exports_reconciled"), pl.col("imports_reconciled")
    summed = (
        traded.join(of_partner, on=["counterpart_area", "time_period"], how="left")
        .join(listed, on="counterpart_area", how="left").with_columns(
            (pl.coalesce("exports_partner", none("files_m")) + pl.coalesce("imports_partner", none("files_x")))
            .alias("total_partner"),
            pl.when(e.is_not_null() | m.is_not_null()).then(e.fill_null(0) + m.fill_null(0)).alias("total_reconciled"),
            (pl.col("is_economy").fill_null(False) & (pl.col("ref_area") != pl.col("counterpart_area")))
            .alias("is_partner"),
        )
    )  # fmt: skip
    coverage = coverages(totals, mirror, filed, summed)
    shared = summed.join(coverage, on=YEAR, how="left").with_columns(
        (pl.col("total_reconciled") / pl.col("total_reconciled").sum().over(YEAR)).alias("part")
    )
    place = lambda name: pl.col(name).rank("min", descending=True).over([*YEAR, "is_partner"]).cast(pl.Int64)  # noqa: E731
    ok = pl.col("is_partner")
    return shared.select(
        *BOTH, "exports_partner", "imports_partner", "exports_reconciled", "imports_reconciled",
        pl.when(ok & (pl.col("by_partners") >= 95)).then(place("total_partner")).alias("rank_total_partner"),
        pl.when(ok & (pl.col("by_both") >= 95)).then(place("total_reconciled")).alias("rank_total_reconciled"),
        pl.when(pl.col("by_both") >= 95).then(100 * pl.col("part")).alias("share_total_reconciled"),
    )  # fmt: skip


def coverages(totals: pl.DataFrame, mirror: pl.DataFrame, filed: pl.LazyFrame, summed: pl.LazyFrame) -> pl.LazyFrame:
    cp = pl.col("counterpart_area")
    sums = (
        totals.lazy().filter(pl.col("freq") == "A").group_by(*YEAR, "indicator").agg(
            pl.col("obs_value").filter(cp == "W00").max().alias("world"),
            pl.col("obs_value").filter(~cp.is_in(["W00", "_X"])).sum().alias("allocated"),
        )
    )  # fmt: skip
    whole = (
        sums.filter(pl.col("world").is_not_null()).group_by(YEAR)
        .agg(pl.col("world").sum(), pl.col("allocated").sum(), pl.len().alias("n")).filter(pl.col("n") == 2).drop("n")
    )  # fmt: skip
    good = whole.filter(pl.col("allocated") >= 0.95 * pl.col("world")).select(
        "ref_area", "time_period", pl.col("time_period").alias("own_period")
    )
    years = summed.select(YEAR).unique().sort("time_period")
    year_of = years.join_asof(good.sort("time_period"), on="time_period", by="ref_area").drop_nulls("own_period")
    yearly = mirror.lazy().filter(pl.col("freq") == "A", pl.col("exporter") != pl.col("importer"))
    own = pl.concat([
        yearly.select(pl.col("exporter").alias("ref_area"), pl.col("importer").alias("counterpart_area"),
                      pl.col("time_period").alias("own_period"), pl.col("export_fob").alias("amount")),
        yearly.select(pl.col("importer").alias("ref_area"), pl.col("exporter").alias("counterpart_area"),
                      pl.col("time_period").alias("own_period"), pl.coalesce("import_cif", "import_fob").alias("amount")),
    ]).filter(pl.col("amount") > 0)  # fmt: skip
    return (
        year_of.join(own, on=["ref_area", "own_period"])
        .join(filed.rename({"ref_area": "counterpart_area"}), on=["counterpart_area", "time_period"], how="left")
        .group_by(YEAR).agg(
            (100 * pl.col("amount").filter(pl.col("files_x") & pl.col("files_m")).sum() / pl.col("amount").sum())
            .alias("by_partners")
        )
        .join(whole, on=YEAR, how="left")
        .with_columns(pl.max_horizontal("by_partners", 100 * pl.col("allocated") / pl.col("world")).alias("by_both"))
        .select(*YEAR, "by_partners", "by_both")
    )  # fmt: skip


EDITION = ["ref_area", "time_period", "source", "vintage"]


def partners(totals: pl.DataFrame, reconciled: pl.LazyFrame, economy: pl.DataFrame) -> pl.DataFrame:
    """A reporter's trade by partner with places, shares and concentration; nothing is withheld in these worlds."""
    keep = ["counterpart_area", *EDITION]

    def side(flow: str, name: str) -> pl.LazyFrame:
        return totals.lazy().filter(pl.col("indicator") == flow).select(
            *keep, pl.col("obs_value").alias(name), pl.col("obs_status").alias(f"{name}_status"),
            pl.col("published_on").alias(f"{name}_on"), pl.col("is_reference").alias(f"{name}_reference"),
        )  # fmt: skip

    report = side(FLOWS[0], "exports").join(side(FLOWS[1], "imports"), on=keep, how="full", coalesce=True).with_columns(
        pl.max_horizontal("exports_on", "imports_on").alias("published_on"),
        (pl.col("exports_reference").fill_null(False) | pl.col("imports_reference").fill_null(False))
        .alias("is_reference"),
    ).collect()  # fmt: skip
    cp = pl.col("counterpart_area")
    is_world, is_nes = cp == "W00", cp == "_X"
    country = ~is_world & ~is_nes
    x, m = pl.col("exports"), pl.col("imports")
    edition = report.lazy().group_by(EDITION).agg(
        pl.col("published_on").max(), pl.col("is_reference").any(),
        x.filter(is_world).max().alias("world_exports"), m.filter(is_world).max().alias("world_imports"),
        x.filter(country).sum().alias("sum_exports"), m.filter(country).sum().alias("sum_imports"),
        x.filter(is_nes).max().alias("nes_exports"), m.filter(is_nes).max().alias("nes_imports"),
        (country & (cp != pl.col("ref_area")) & (x.fill_null(0) + m.fill_null(0) > 0)).sum().cast(pl.Int64)
        .alias("partners"),
    )  # fmt: skip

    def rest(flow: str) -> pl.Expr:
        world, added = pl.col(f"world_{flow}"), pl.col(f"sum_{flow}")
        left = pl.when((world - added).abs() < 1e-9 * world).then(0.0).otherwise(world - added)
        return pl.when(world.is_null()).then(pl.col(f"nes_{flow}")).otherwise(left).alias(f"rest_{flow}")

    def covered(flow: str) -> pl.Expr:
        return (100 * pl.col(f"sum_{flow}") / pl.col(f"world_{flow}")).alias(f"coverage_{flow}")

    world_total = pl.col("world_exports") + pl.col("world_imports")
    edition = edition.with_columns(
        rest("exports"), rest("imports"), covered("exports"), covered("imports"),
        (100 * (pl.col("sum_exports") + pl.col("sum_imports")) / world_total).alias("coverage_total"),
        (pl.col("published_on").rank("ordinal", descending=True).over("ref_area", "time_period", "source") == 1)
        .alias("is_latest"),
    ).collect()  # fmt: skip
    shown = ["exports", "imports", "exports_status", "imports_status", "published_on", "is_reference"]
    left = edition.lazy().filter(pl.col("rest_exports").is_not_null() | pl.col("rest_imports").is_not_null()).select(
        pl.lit("_X").alias("counterpart_area"), *EDITION, pl.col("rest_exports").alias("exports"),
        pl.col("rest_imports").alias("imports"),
        pl.when(pl.col("rest_exports").is_not_null()).then(pl.lit("A")).alias("exports_status"),
        pl.when(pl.col("rest_imports").is_not_null()).then(pl.lit("A")).alias("imports_status"),
        "published_on", "is_reference",
    )  # fmt: skip
    rows = pl.concat([report.lazy().filter(~is_nes).select(*keep, *shown), left], how="vertical_relaxed")
    about = ["world_exports", "world_imports", "coverage_exports", "coverage_imports", "coverage_total", "partners",
             "is_latest"]  # fmt: skip
    names = economy.lazy().select(
        pl.col("iso3").alias("counterpart_area"), pl.col("name").alias("partner"), "is_economy"
    )
    no_x = x.is_null() & (pl.col("exports_status").is_not_null() | pl.col("world_exports").is_null())
    no_m = m.is_null() & (pl.col("imports_status").is_not_null() | pl.col("world_imports").is_null())
    found = (
        rows.join(edition.lazy().select(*EDITION, *about), on=EDITION).join(names, on="counterpart_area", how="left")
        .with_columns(
            (pl.col("is_economy").fill_null(False) & (cp != pl.col("ref_area"))).alias("is_partner"),
            (x.fill_null(0) + m.fill_null(0)).alias("added"),
            pl.when(~no_x & ~no_m).then(x.fill_null(0) + m.fill_null(0)).alias("total"),
        )
    )  # fmt: skip
    group = [*EDITION, "is_partner"]

    def place(by: str) -> pl.Expr:
        return pl.col(by).rank("min", descending=True).over(group).cast(pl.Int64)

    def part(flow: str) -> pl.Expr:
        whole = world_total if flow == "total" else pl.col(f"world_{flow}")
        return pl.col(flow) / whole

    def share(flow: str) -> pl.Expr:
        stands = (pl.col(f"coverage_{flow}") >= 95) | is_world | is_nes
        return pl.when(stands).then(100 * part(flow)).alias(f"share_{flow}")

    def rank(flow: str, by: str, name: str) -> pl.Expr:
        stands = pl.col("is_partner") & pl.col(flow).is_not_null() & (pl.col(f"coverage_{flow}") >= 95)
        return pl.when(stands).then(place(by)).alias(name)

    def hhi(flow: str) -> pl.Expr:
        squares = (part(flow) ** 2).filter(pl.col("is_partner")).sum().over(EDITION)
        return pl.when(pl.col(f"coverage_{flow}") >= 95).then(squares).alias(f"hhi_{flow}")

    return found.join(reconciled, on=BOTH, how="left").select(
        "ref_area", "counterpart_area", "partner", "time_period", "exports", "imports", "total",
        (x - m).alias("balance"), "exports_status", "imports_status",
        rank("exports", "exports", "rank_exports"), rank("imports", "imports", "rank_imports"),
        rank("total", "added", "rank_total"), rank("total", "added", "rank_total_best"),
        rank("total", "added", "rank_total_worst"),
        share("exports"), share("imports"), share("total"),
        "coverage_exports", "coverage_imports", "coverage_total", hhi("exports"), hhi("imports"), hhi("total"),
        "partners", pl.lit(False).alias("quarantined"), "exports_partner", "imports_partner", "exports_reconciled",
        "imports_reconciled", "rank_total_partner", "rank_total_reconciled", "share_total_reconciled",
        "source", "vintage", "published_on", "is_latest", "is_reference",
    ).sort("ref_area", "time_period", "source", "vintage", "counterpart_area").collect()  # fmt: skip
