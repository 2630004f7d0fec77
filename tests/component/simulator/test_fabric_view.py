"""The control API's view of the fabric, the removal of one side's peer, and how the page is served."""

from support.world import World


def test_the_fabric_shows_an_anonymous_offer_without_its_passphrase(world: World) -> None:
    offer = world.east.post({"authentication": {"expiry_time": "PT2H"}})
    reply = world.control("GET", "fabric")
    east, west = reply.json()["clusters"]
    assert (east["name"], east["uuid"], east["version"], east["time_zone"]) == (
        "east",
        world.east.uuid,
        "9.15.1",
        "UTC",
    )
    assert west["peers"] == []
    assert east["peers"] == [
        {
            "uuid": offer["uuid"],
            "name": offer["name"],
            "ipspace": "Default",
            "remote": None,
            "remote_addresses": [],
            "status": "unidentified",
            "authentication": "pending",
            "encryption": "none",
            "expires_at": "2026-01-01T02:00:00+00:00",
            "anonymous": True,
        }
    ]
    assert offer["authentication"]["passphrase"] not in reply.text


def test_the_fabric_shows_a_relationship_from_both_sides(world: World) -> None:
    world.peer_by_offer()
    world.advance("PT10S")
    shown = world.control("GET", "fabric").json()
    assert (shown["now"], shown["clock_mode"]) == ("2026-01-01T00:00:10+00:00", "manual")
    sides = [cluster["peers"][0] for cluster in shown["clusters"]]
    assert [(side["remote"], side["uuid"], side["status"]) for side in sides] == [
        ("west", world.west.uuid, "available"),
        ("east", world.east.uuid, "available"),
    ]
    assert not any(side["anonymous"] for side in sides)


def test_an_expired_anonymous_offer_is_gone_from_the_fabric(world: World) -> None:
    world.east.post({})
    world.advance("PT1H")
    assert world.control("GET", "fabric").json()["clusters"][0]["peers"] == []


def test_the_fabric_can_be_limited_and_still_counts_all_peers(world: World) -> None:
    for _ in range(3):
        world.east.post({})
    east = world.control("GET", "fabric", params={"limit": "2"}).json()["clusters"][0]
    assert (len(east["peers"]), east["peer_count"]) == (2, 3)
    for wrong in ("-1", "many", "", "9" * 5000):
        assert world.control("GET", "fabric", params={"limit": wrong}).status_code == 400


def test_the_fabric_shows_the_end_of_the_journal(world: World) -> None:
    assert world.control("GET", "fabric").json()["journal_end"] == 0
    world.east.get()
    world.west.get()
    assert world.control("GET", "fabric").json()["journal_end"] == 2


def test_a_peer_is_dropped_on_one_side_only(world: World) -> None:
    world.peer_by_offer()
    path = f"clusters/east/peers/{world.west.uuid}"
    assert world.control("DELETE", path).json() == {"removed": 1}
    east, west = world.control("GET", "fabric").json()["clusters"]
    assert east["peers"] == []
    assert [peer["status"] for peer in west["peers"]] == ["unavailable"]
    assert world.control("DELETE", path).status_code == 404
    assert world.control("DELETE", "clusters/nowhere/peers/x").json() == {"error": "there is no cluster 'nowhere'"}


def test_the_page_may_load_nothing_from_elsewhere_and_run_no_inline_script(world: World) -> None:
    page = world.control("GET", "")
    policy = page.headers["Content-Security-Policy"]
    assert page.headers["Content-Type"].startswith("text/html")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
    assert "unsafe" not in policy
    assert "://" not in page.text


def test_the_files_of_the_page_are_served_and_no_others(world: World) -> None:
    script = world.control("GET", "dashboard/app.js")
    assert (script.status_code, script.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert world.control("GET", "dashboard/../app.py").status_code == 404
    assert world.control("GET", "dashboard/%2e%2e%2fapp.py").status_code == 404
