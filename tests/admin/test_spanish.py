"""Ada administers the city in Spanish."""


def test_people_and_their_roles_are_in_spanish(made, ada):
    ada.app.set_cookie("language", "es")
    page = ada.get("/admin/people")
    assert "<h1>Personas</h1>" in page.text
    assert "Capitán o capitana de cuadra de Juniper Square" in page.text
    refused = ada.post(f"/admin/people/{made.people['Luis'].id}", status=422, do="grant", role="captain")
    assert "Elija el tablero." in refused.text
    for page in ("/admin", "/admin/boards", "/admin/agencies", "/admin/services"):
        assert "Tableros</a>" in ada.get(page).text
