"""How each kind of report is proved: what its layout is known from, the real file it is read from, the tests of made ones.

docs/formats.md shows this as a table (scripts/docs.py); tests/intake/test_proof.py holds it against the readers and the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

A, B, C, OPEN = "A", "B", "C", "–"


@dataclass(frozen=True)
class Real:
    """A public file exported by the platform, and what its own README says a right reading yields."""

    file: str
    totals: Mapping[str, int | str]
    currency: str = "CNY"
    day: str = ""  # where the file does not say it


@dataclass(frozen=True)
class Proof:
    """`known`: A the bytes of a real file, B two or more importers read exactly these headers, C one does; – any list, mapped."""

    known: str
    tests: str  # the module of tests/intake whose files are made, with invented figures
    real: tuple[Real, ...] = field(default=())


_TRAFFIC: dict[str, int | str] = {"visitors": 186_956, "sources": 22}
_SHOP: dict[str, int | str] = {"visitors": 85_406_160, "page_views": 406_898_494, "orders": 10_366_183, "sales": "1050044696.68"}

PROOFS: dict[str, Proof] = {
    "amazon_search_term": Proof(
        A,
        "test_amazon",
        (Real("sp_search_term_emptyheader.xlsx", {"spend": "42.99", "clicks": 74, "sales": "54.95"}, "USD"),),
    ),
    "amazon_targeting": Proof(A, "test_amazon"),
    "amazon_advertised_product": Proof(A, "test_amazon"),
    "amazon_placement": Proof(A, "test_amazon"),
    "amazon_business": Proof(B, "test_amazon"),
    "amazon_business_daily": Proof(B, "test_amazon"),
    "google_ads_campaign": Proof(
        A, "test_google", (Real("campaign_report_utf8.csv", {"spend": "1164.09", "clicks": 867, "campaigns": 2}, "GBP"),)
    ),
    "google_ads_keyword": Proof(A, "test_google"),
    "google_ads_search_term": Proof(A, "test_google"),
    "ga4_pages": Proof(A, "test_google", (Real("ga4_pages_crlf.csv", {"pages": 56}),)),
    "ga4_acquisition": Proof(B, "test_google"),
    "shopify_orders": Proof(A, "test_shopify"),
    "shopify_inventory": Proof(A, "test_shopify"),
    "woo_revenue": Proof(B, "test_woo"),
    "woo_orders": Proof(B, "test_woo"),
    "woo_stock": Proof(B, "test_woo"),
    "woo_products": Proof(B, "test_woo"),
    "alimama_brand": Proof(C, "test_alimama_more"),
    "alimama_page": Proof(C, "test_alimama_more"),
    "alimama_keyword": Proof(B, "test_alimama"),
    "alimama_crowd": Proof(B, "test_alimama"),
    "alimama_creative": Proof(B, "test_alimama"),
    "alimama_group": Proof(B, "test_alimama"),
    "alimama_product": Proof(B, "test_alimama"),
    "alimama_campaign": Proof(B, "test_alimama"),
    "alimama_content": Proof(C, "test_alimama_more"),
    "alimama_region": Proof(C, "test_alimama_more"),
    "alimama_scene": Proof(C, "test_alimama_more"),
    "jd_ads_keyword": Proof(C, "test_jd"),
    "jd_ads_plan": Proof(C, "test_jd"),
    "sycm_search_word": Proof(C, "test_search_words"),
    "sycm_product_source": Proof(C, "test_sources"),
    "sycm_product": Proof(B, "test_sycm"),
    "sycm_source": Proof(
        B,
        "test_sources",
        tuple(
            Real(name, _TRAFFIC, day="2024-01-02")
            for name in ("sycm_traffic_biff8.xls", "sycm_traffic_gb18030.csv", "sycm_traffic_csv_named.xls")
        ),
    ),
    "jd_source": Proof(C, "test_sources"),
    "jd_sku": Proof(C, "test_jd"),
    "sycm_shop_daily": Proof(B, "test_sycm"),
    "jd_shop_daily": Proof(A, "test_jd", (Real("jd_sz_shop_daily_400d.csv", _SHOP),)),
    "sycm_index": Proof(C, "test_indices"),
    "taobao_refunds": Proof(B, "test_taobao"),
    "taobao_order_items": Proof(B, "test_taobao"),
    "taobao_orders": Proof(A, "test_taobao", (Real("taobao_orders_gb18030.csv", {"orders": 50}),)),
    "jd_orders": Proof(C, "test_jd"),
    "service_log": Proof(OPEN, "test_service"),
    "reviews": Proof(A, "test_people", (Real("jd_comments_scored_61.csv", {"reviews": 61}),)),
    "tmall_items": Proof(C, "test_stock"),
    "stock": Proof(OPEN, "test_stock"),
    "peer_items": Proof(OPEN, "test_peer_items"),
}
