"""What neighbors call the things of a street, in English and in Spanish, so that "llantas" finds "tires".

The things are those of 311 request lists (Philadelphia, New York, Boston) and of the city's own kinds. Words stand
folded: no case, no accents, no plural.
"""

THINGS = (
    "tire tyre wheel llanta neumatico goma rueda",
    "mattress boxspring colchon bed cama",
    "trash garbage rubbish litter waste refuse junk debris bag basura desecho desperdicio bolsa escombro",
    "furniture sofa couch armchair dresser mueble sillon",
    "fridge refrigerator freezer nevera refrigerador heladera",
    "pothole hole bache hoyo hueco crater sinkhole",
    "streetlight light lamp lamppost luz luce farol farola lampara alumbrado foco bombilla",
    "signal semaforo stoplight",
    "graffiti grafiti tag pintada tagging spray spraypaint",
    "car vehicle auto truck van sedan suv carro coche camion camioneta vehiculo",
    "drain sewer inlet catchbasin gutter storm alcantarilla desague coladera cloaca drenaje",
    "manhole pozo",
    "hydrant hidrante",
    "leak fuga goteo goteando leaking",
    "flood flooding flooded inundacion inundado inundada charco puddle",
    "tree arbol",
    "branch limb rama",
    "stump tocon",
    "sign letrero senal",
    "rat rodent mouse mice rata raton roedor",
    "noise loud ruido ruidoso music musica party fiesta",
    "generator generador",
    "dog perro",
    "poop caca excremento feces",
    "snow nieve",
    "ice hielo icy",
    "needle syringe aguja jeringa",
    "glass vidrio cristal",
    "weed grass overgrown maleza hierba pasto cesped",
    "fence cerca valla",
    "wire cable alambre",
    "smell odor stink olor hedor apesta",
    "bench banco",
    "bin can dumpster bote contenedor basurero zafacon",
    "paint pintura",
    "bike bicycle bicicleta bici",
    "scooter patineta",
    "crosswalk zebra",
    "bus autobus guagua",
    "tent encampment campamento",
    "oil aceite",
    "fire fuego incendio",
    "pipe tuberia tubo",
    "wall pared muro",
    "playground swing columpio",
    "raccoon opossum animal",
    "mosquito zancudo",
    "elevator ascensor",
    "window ventana",
    "door puerta gate porton",
    "roof techo",
    "ramp rampa",
    "handrail railing baranda",
    "construction construccion",
    "fountain fuente",
)
"""Each line is one thing: its first word stands for all of them."""

STATES = (
    "dump dumped dumping tipped tirado tirada tirar botado botada arrojado thrown",
    "out off dark dead apagado apagada fundido fundida oscuro oscura",
    "broken crack cracked damaged broke smashed roto rota quebrado quebrada danado danada grieta agrietado",
    "clog clogged blocked blocking plugged tapado tapada obstruido obstruida bloqueado bloqueada",
    "abandoned abandonado abandonada left parked",
    "missing falta faltante gone",
    "fallen down caido caida falling",
    "flicker flickering blinking parpadea parpadeando",
    "big huge deep grande profundo",
    "pickup collection collected recogida recoleccion",
    "overflow overflowing full lleno llena desbordado",
    "water agua",
    "traffic trafico transito",
    "pile heap monton",
)
"""What is the matter with a thing: it says less about which one."""

WHERE = (
    "sidewalk pavement walkway acera banqueta vereda",
    "street road st ave avenue blvd calle avenida",
    "corner esquina intersection",
    "alley callejon backstreet",
    "step escalon escalera stair",
    "park parque",
    "lot lote solar",
    "lane carril",
    "curb bordillo cordon",
    "block cuadra",
    "house casa building edificio",
    "school escuela",
    "front frente",
    "side lado",
    "end final",
    "church iglesia",
    "store tienda shop",
)
"""Words of place: nearness is measured otherwise."""

PAIRS = {
    ("traffic", "light"): "signal",
    ("stop", "light"): "signal",
    ("street", "light"): "streetlight",
    ("street", "lamp"): "streetlight",
    ("light", "pole"): "streetlight",
    ("catch", "basin"): "drain",
    ("storm", "drain"): "drain",
    ("dog", "poop"): "poop",
    ("dog", "waste"): "poop",
    ("water", "main"): "leak",
    ("bus", "stop"): "busstop",
    ("bus", "shelter"): "busstop",
    ("bike", "lane"): "lane",
    ("stop", "sign"): "sign",
    ("box", "spring"): "mattress",
    ("trash", "can"): "bin",
    ("garbage", "can"): "bin",
    ("trash", "bin"): "bin",
    ("paint", "can"): "paint",
    ("speed", "bump"): "speedbump",
}
"""Two words that are one thing together."""

SAID_EVERYWHERE = """
    a an and are as at be been but by for from had has have he her here his i in is it its my near of on one or
    our so some somebody someone that the their them there these they this to too up very was we were what when
    where which who will with you your again still now just since today yesterday day week month year morning
    night please over next right
    al como con cual de del desde donde el ella en era es esta estan este esto ha hay hoy la las le lo los mas
    me mi muy no nos o otra otro para pero por que se sin sobre su sus tiene todo un una unas uno unos y ya ayer
    dia semana mes noche junto cerca
"""
EMPTY = frozenset(SAID_EVERYWHERE.split())
"""Words that say nothing about the thing."""
