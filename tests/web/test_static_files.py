import gzip
from pathlib import Path

import pytest

from feedback_app.web.static_files import StaticFiles
from tests.web.inspector import InspectingClient


def address(client: InspectingClient, name: str) -> str:
    return str(client.application.jinja_env.globals["static_url"](name))  # type: ignore[operator]


def test_a_file_may_be_kept_for_ever(client: InspectingClient) -> None:
    response = client.get(address(client, "css/app.css"))
    assert response.status_code == 200
    assert response.content_type == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_script_is_a_module_that_browsers_accept(client: InspectingClient) -> None:
    assert client.get(address(client, "js/form.js")).mimetype == "text/javascript"


def test_a_file_is_sent_compressed_to_who_can_read_it(client: InspectingClient) -> None:
    plain = client.get(address(client, "css/app.css"))
    packed = client.get(address(client, "css/app.css"), headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Vary"] == "Accept-Encoding"


def test_a_page_of_the_version_before_gets_todays_file_but_may_not_keep_it(client: InspectingClient) -> None:
    response = client.get("/static/0123456789abcdef/css/app.css")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["../settings.py", "css/none.css", "%2e%2e/%2e%2e/app.py"])
def test_nothing_else_is_served(client: InspectingClient, name: str) -> None:
    assert client.get(f"/static/x/{name}").status_code == 404


def test_a_template_cannot_name_a_file_that_does_not_exist() -> None:
    with pytest.raises(LookupError, match=r"css/none\.css"):
        StaticFiles(Path(__file__).parent).url("css/none.css")


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    first = StaticFiles(tmp_path)
    (tmp_path / "a.css").write_text("b")
    assert StaticFiles(tmp_path).url("a.css") != first.url("a.css")
