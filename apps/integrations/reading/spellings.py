"""How forms spell a name, e-mail and phone: English, Spanish, German, French, Portuguese, Italian, Dutch;
some Polish and Scandinavian.

Each is a key's telling words run together (`words.telling`): "Your First Name *" is "firstname".
"""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Said around a field's name by form builders and by people; none of them says whose or what it is.
FILLERS = _set(
    """
    q input field fields text txt value values data payload properties attributes body submission answer
    answers response responses hidden custom customfield customfields wpforms wpcf cf gform forminator nf item
    items lead contact customer client user person people visitor applicant prospect subscriber participant
    names your my our us we you me i the a an of in to at for on so can is are what whats s please enter
    provide write give reach best primary main preferred required optional requerido obligatorio obligatoire
    pflichtfeld legal here
    tu su sus mi el la los las lo cual es ingrese ingresa escribe escriba por favor de del
    votre vos ton ta mon ma le les l d du des un une entrez quel est
    ihr ihre ihren dein deine mein meine der die das ein eine bitte
    seu sua seus meu minha o os do da dos das digite qual e y et und and
    il uno una tuo tua suo sua tuoi vostro vostra mio mia di della quale inserisci scrivi
    uw jouw mijn het een van twoje twoj din ditt ert
    """
)

FIRST_NAME = _set(
    """
    first firstname firstn fname givenname given forename forenames christianname namefirst namegiven
    voornaam fornavn fornamn imie
    fnamefirst firstnamefirst fullnamefirst namefirstname primernombre nombrepila nombrefirst vorname
    vornamen rufname prenom prenoms primeironome nomeproprio
    """
)
LAST_NAME = _set(
    """
    last lastname lastn lname surname surnames familyname secondname namelast namefamily namesurname
    lastnamelast fullnamelast namelastname apellido apellidos primerapellido nachname nachnamen
    achternaam efternavn etternavn efternamn nazwisko
    familienname zuname nomfamille nomfamile sobrenome apelido apelidos ultimonome cognome
    """
)
FULL_NAME = _set(
    """
    fullname fullnames namefull completename wholename firstlastname firstlast firstnamelastname
    namefirstlast displayname personname namenamefull fullnamefull nombrecompleto
    nombreapellido nombreapellidos nombresapellidos nombrecompletos vollername vollstandigername
    vollstaendigername vornamenachname vornachname namevorname nomcomplet nomprenom prenomnom nomprenoms
    nomecompleto nomesobrenome nomecognome volledigenaam voornaamachternaam imienazwisko fuldenavn
    contactperson contactname ansprechpartner personacontacto personnecontact cometichiami cometichiama
    wieheissensie wieheisstdu wieheissen commentvousappelezvous commentvousappelez comotellamas comosellama comosechama
    """
)
# First, last or full: that depends on what else the form asks for.
NAME = _set("name nombre nombres nom nome naam navn namn")

EMAIL = _set(
    """
    email emails mail emailaddress mailaddress emailid emailaddr emailadr eaddress emailemail emailfield
    emailadresse mailadresse epost epostadresse correo correoelectronico emailcorreo correoemail
    direccioncorreo direccioncorreoelectronico direccionemail courriel adresseemail adressemail
    adresseelectronique adressecourriel enderecoemail enderecoeletronico enderecoelectronico
    correioeletronico emailendereco indirizzoemail postaelettronica emailadres mailadres adresemail
    """
)
SECOND_EMAIL = _set("workemail businessemail companyemail homeemail personalemail alternateemail alternativeemail")

MOBILE = _set(
    """
    mobile mobilephone mobilenumber mobileno mobilenum mobiletel mobiletelephone mobilephonenumber
    phonemobile cell cellphone cellnumber cellno cellphonenumber cellular cellularphone phonecell handy
    handynummer handynr mobil mobilnummer mobilnr mobiltelefon mobilfunk mobilfunknummer mobilrufnummer
    movil numeromovil telefonomovil celular numerocelular telefonocelular telefonecelular portable
    telephoneportable numeroportable telportable telemobile telephonemobile numeromobile telemovel
    mobiel mobielnummer mobielenummer numerkomorki komorka cellularenumero numerocellulare
    cellulare gsm smsnumber smsphone textnumber
    """
)
PHONE = _set(
    """
    phone phones phonenumber phonenumbers phoneno phonenum phonenr phonefull phonenumberfull phonephone
    phonephonenumber phoneraw phoneinternational phoneintl phonefield telephone telephonenumber
    telephoneno telephonenum tel telno telnumber telnr tele ph phn phno telefoon callbacknumber
    callbackphone contactnumber contactno contactnum contactphone telefon telefonnummer telefonnr
    rufnummer ruckrufnummer telefono numerotelefono telefonocontacto numerotelefonico numerotelephone
    telephonecontact numtelephone numtel numerotel telefone numerotelefone telefonecontato
    telefonecontacto msisdn telefoonnummer telefoonnr numerotelefonico numerotelefonocellulare recapitotelefonico
    numertelefonu nrtelefonu recapito
    """
)
SECOND_PHONE = _set(
    """
    homephone homenumber housephone landline landlinenumber workphone worknumber businessphone
    officephone companyphone dayphone daytimephone eveningphone nightphone altphone alternatephone
    alternativephone otherphone secondaryphone secondphone phonehome phonework phoneother phonealternate
    whatsapp whatsappnumber numerowhatsapp telefonofijo telefonefixo telephonefixe festnetz
    festnetznummer telefonfestnetz telefonprivat
    """
)
AREA_CODE = _set("area areacode phonearea phoneareacode phonenumberarea phonenumberareacode ddd telefonoarea vorwahl")
DIAL_CODE = _set(
    """
    phonecountrycode phonecountry dialcode diallingcode dialingcode callingcode countrydialcode
    countrycallingcode phonedialcode phonecode phonecc countryphonecode phonenumbercountry
    phonenumbercountrycode phoneprefix landesvorwahl indicatif
    """
)

# A key with one of these asks for a phone in words of its own; its value must look like one.
PHONE_WORDS = _set(
    """
    phone telephone tel mobile cell cellphone telefon telefonnummer telefono telefone celular movil
    telemovel handy rufnummer portable whatsapp landline
    """
)
# "Best number to reach you on", "No. to text".
NUMBER_WORDS = _set("number no num nr numero nummer")
CALL_WORDS = _set(
    """
    call callback reach contact text sms ring dial llamar llamarte llamarle llamemos contactarte contactar anrufen
    erreichen zuruckrufen appeler rappeler joindre ligar ligarmos contatar chiamare chiamarti chiamarla richiamare
    contattarti contattare bellen bereiken
    """
)
# A key with one of these speaks of an e-mail address, and with one of the others of where the form itself is mailed.
MAIL_WORDS = _set("email emails mail correo courriel epost")
SENT_TO = _set("notify notification notifications alert alerts admin office support recipients forward cc bcc")
# Somebody else's name, mail or phone.
OTHERS = _set(
    """
    agent agency broker dealer owner assigned rep salesperson manager referrer referral referred referer friend
    amigo spouse husband wife partner conjoint child kid son daughter student dog cat pet emergency alternate
    beneficiary attorney lawyer doctor physician employer supervisor bank insurance insurer carrier landlord
    seller recipient company business organization organisation empresa firma entreprise store
    """
)
# What has a name of its own: {"form": {"name": "Contact us", "email": …}}.
THINGS = _set(
    """
    form page site website product project event source list location campaign adset ad adgroup account vehicle
    car model brand city state street county country file button service plan course team department property
    building school college university middle maiden nick
    """
)
# What is said about a phone or an e-mail, not the thing itself.
ABOUT = _set(
    """
    consent optin opt permission agree agreement authorize authorise type kind verified valid status fax
    extension ext country code carrier time provider model brand plan device preference method subscribe
    newsletter marketing confirmed hash hashed sha md bounced count id uuid format
    """
)
