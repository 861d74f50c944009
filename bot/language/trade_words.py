"""What customers call what a catalogue calls otherwise: «la canilla» for a plumber's visit.

Language data like the words of bot.language.times; a catalogue word that is not here stands for
itself. Folded: lower case, no accents, ñ kept.
"""

_GROUPS: tuple[tuple[str, str], ...] = (
    # words of a catalogue, what people say for them
    ("corte", "corte corticito cortecito cortar cortarme cortarle cortame cortarse pelo cabello "
              "recorte rapar degrade emparejar puntas cortes"),
    ("color", "color coloracion tintura teñir teñirme tinte raices raiz canas tinturar teñido "
              "pintar pintarme pintarse mechas reflejos balayage iluminacion claritos decolorar"),
    ("brushing", "brushing brashing brushin brash planchita peinado alisar"),
    ("barba", "barba afeitar afeitado barbita bigote"),
    ("peluqueria", "peluqueria peluquera peluquero pelu coiffeur"),
    ("barberia", "barberia barbero barber"),
    ("manicura", "manicura manicuria uñas uña manos manicurista"),
    ("semipermanente", "semipermanente semi semis esmaltado esmaltar esmalte"),
    ("kapping", "kapping capping kaping caping"),
    ("pies", "pies pedicura pedicuria pie"),
    ("plomero plomeria", "plomero plomera plomeria caño caños cañito cañeria canilla canillas "
                         "destapar destapacion cloaca inodoro flexible bacha desague gotera agua "
                         "sanitarista mochila bidet rejilla pileta lavamanos tapo tapado "
                         "tapada tapan gotea goteando goteo pierde filtra filtracion "
                         "inunda inundo inundado inundando"),
    ("gasista gas", "gasista gas estufa calefon calefactor termotanque cocina garrafa hornalla"),
    ("kinesiologa kinesiologia", "kinesiologa kinesiologia kine kinesio kinesiologo fisio "
                                 "fisioterapia fisioterapeuta rehabilitacion rehabilitar"),
    ("masaje masajista", "masaje masajes masajito masajista contractura contracturado "
                         "contracturada"),
    ("descontracturante", "descontracturante contractura descontracturar contracturas"),
    ("canina", "canina perro perra perrito perrita caniche mascota cachorro can gato gatita"),
    ("baño", "baño bañar bañarlo bañarla bañito"),
    ("odontologo odontologica", "odontologo odontologa odontologica odontologia dentista muela "
                                "diente dientes caries"),
    ("dental", "dental dientes dentadura sarro boca"),
    ("limpieza", "limpieza limpiar limpiarme"),
    ("entrenador", "entrenador trainer coach"),
    ("entrenamiento", "entrenamiento entrenar entreno gimnasia trainer rutina funcional"),
    ("profesora", "profesora profe maestra apoyo"),
    ("matematica", "matematica matematicas mate algebra clase clases"),
)  # fmt: skip
SAID_FOR: dict[str, tuple[str, ...]] = {
    word: tuple(said.split()) for catalogue, said in _GROUPS for word in catalogue.split()
}
