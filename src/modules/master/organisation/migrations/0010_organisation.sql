create schema organisation;
grant usage on schema organisation to countinghouse_app;

create table organisation.country (
  code text primary key check (code ~ '^[A-Z]{2}$'),
  name text not null,
  eu boolean not null default false,
  active boolean not null default true
);
call kernel.shared_table('organisation.country');

create table organisation.currency (
  code text primary key check (code ~ '^[A-Z]{3}$'),
  name text not null,
  digits int not null default 2 check (digits between 0 and 4),
  active boolean not null default true
);
call kernel.shared_table('organisation.currency');

-- A unit is an exact fraction of the base unit of its dimension: 1 lb = 45359237/100000000 kg.
create table organisation.unit (
  code text primary key,
  name text not null,
  dimension text not null check (dimension in ('count', 'mass', 'length', 'area', 'volume', 'time')),
  numerator numeric not null check (numerator > 0 and numerator = trunc(numerator)),
  denominator numeric not null default 1 check (denominator > 0 and denominator = trunc(denominator)),
  active boolean not null default true
);
call kernel.shared_table('organisation.unit');

create table organisation.site (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  name text not null,
  street text,
  city text,
  region text,
  postal_code text,
  country text references organisation.country,
  is_default boolean not null default false,
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, code)
);
create unique index site_default on organisation.site (company_id) where is_default;
create index site_country on organisation.site (country);
call kernel.company_table('organisation.site');

-- Units of the company's currency for one unit of `currency`, from `day` until the next row.
create table organisation.currency_rate (
  company_id int not null references kernel.company,
  id uuid not null,
  currency text not null references organisation.currency,
  day date not null,
  rate numeric not null check (rate > 0),
  primary key (company_id, id),
  unique (company_id, currency, day)
);
create index currency_rate_currency on organisation.currency_rate (currency);
call kernel.company_table('organisation.currency_rate');

insert into organisation.country (code, name, eu) values
  ('AD','Andorra',false),('AE','United Arab Emirates',false),('AF','Afghanistan',false),('AL','Albania',false),('AM','Armenia',false),('AO','Angola',false),('AR','Argentina',false),('AS','American Samoa',false),('AT','Austria',true),('AU','Australia',false),('AZ','Azerbaijan',false),
  ('BA','Bosnia and Herzegovina',false),('BD','Bangladesh',false),('BE','Belgium',true),('BG','Bulgaria',true),('BH','Bahrain',false),('BO','Bolivia',false),('BR','Brazil',false),('BY','Belarus',false),('CA','Canada',false),('CH','Switzerland',false),('CL','Chile',false),('CN','China',false),('CO','Colombia',false),('CR','Costa Rica',false),('CY','Cyprus',true),('CZ','Czechia',true),
  ('DE','Germany',true),('DK','Denmark',true),('DO','Dominican Republic',false),('DZ','Algeria',false),('EC','Ecuador',false),('EE','Estonia',true),('EG','Egypt',false),('ES','Spain',true),('ET','Ethiopia',false),('FI','Finland',true),('FJ','Fiji',false),('FM','Micronesia',false),('FR','France',true),('GB','United Kingdom',false),('GE','Georgia',false),('GH','Ghana',false),('GR','Greece',true),('GT','Guatemala',false),('GU','Guam',false),
  ('HK','Hong Kong',false),('HN','Honduras',false),('HR','Croatia',true),('HU','Hungary',true),('ID','Indonesia',false),('IE','Ireland',true),('IL','Israel',false),('IN','India',false),('IQ','Iraq',false),('IR','Iran',false),('IS','Iceland',false),('IT','Italy',true),('JM','Jamaica',false),('JO','Jordan',false),('JP','Japan',false),('KE','Kenya',false),('KH','Cambodia',false),('KR','Korea, Republic of',false),('KW','Kuwait',false),('KZ','Kazakhstan',false),
  ('LB','Lebanon',false),('LI','Liechtenstein',false),('LK','Sri Lanka',false),('LT','Lithuania',true),('LU','Luxembourg',true),('LV','Latvia',true),('MA','Morocco',false),('MC','Monaco',false),('MD','Moldova',false),('ME','Montenegro',false),('MH','Marshall Islands',false),('MK','North Macedonia',false),('MP','Northern Mariana Islands',false),('MT','Malta',true),('MX','Mexico',false),('MY','Malaysia',false),('NG','Nigeria',false),('NL','Netherlands',true),('NO','Norway',false),('NP','Nepal',false),('NZ','New Zealand',false),
  ('OM','Oman',false),('PA','Panama',false),('PE','Peru',false),('PH','Philippines',false),('PK','Pakistan',false),('PL','Poland',true),('PR','Puerto Rico',false),('PT','Portugal',true),('PW','Palau',false),('PY','Paraguay',false),('QA','Qatar',false),('RO','Romania',true),('RS','Serbia',false),('RU','Russia',false),('SA','Saudi Arabia',false),('SE','Sweden',true),('SG','Singapore',false),('SI','Slovenia',true),('SK','Slovakia',true),('SM','San Marino',false),('SN','Senegal',false),('SV','El Salvador',false),
  ('TH','Thailand',false),('TN','Tunisia',false),('TR','Türkiye',false),('TT','Trinidad and Tobago',false),('TW','Taiwan',false),('TZ','Tanzania',false),('UA','Ukraine',false),('UG','Uganda',false),('UM','United States Minor Outlying Islands',false),('US','United States',false),('UY','Uruguay',false),('UZ','Uzbekistan',false),('VA','Vatican City',false),('VE','Venezuela',false),('VI','Virgin Islands (US)',false),('VN','Viet Nam',false),('ZA','South Africa',false),('ZM','Zambia',false),('ZW','Zimbabwe',false);

insert into organisation.currency (code, name, digits, active) values
  ('AED','UAE dirham',2,true),('ARS','Argentine peso',2,true),('AUD','Australian dollar',2,true),('BGN','Bulgarian lev',2,true),('BHD','Bahraini dinar',3,true),('BRL','Brazilian real',2,true),('CAD','Canadian dollar',2,true),('CHF','Swiss franc',2,true),('CLP','Chilean peso',0,true),('CNY','Yuan renminbi',2,true),('COP','Colombian peso',2,true),('CRC','Costa Rican colón',2,true),('CZK','Czech koruna',2,true),
  ('DEM','Deutsche mark',2,false),('DKK','Danish krone',2,true),('EGP','Egyptian pound',2,true),('EUR','Euro',2,true),('FRF','French franc',2,false),('GBP','Pound sterling',2,true),('HKD','Hong Kong dollar',2,true),('HUF','Forint',2,true),('IDR','Rupiah',2,true),('ILS','New Israeli sheqel',2,true),('INR','Indian rupee',2,true),('ISK','Iceland króna',0,true),('JOD','Jordanian dinar',3,true),('JPY','Yen',0,true),('KRW','Won',0,true),('KWD','Kuwaiti dinar',3,true),('MAD','Moroccan dirham',2,true),('MXN','Mexican peso',2,true),('MYR','Malaysian ringgit',2,true),('NGN','Naira',2,true),('NOK','Norwegian krone',2,true),('NZD','New Zealand dollar',2,true),('OMR','Rial Omani',3,true),('PEN','Sol',2,true),('PHP','Philippine peso',2,true),('PLN','Zloty',2,true),('QAR','Qatari rial',2,true),('RON','Romanian leu',2,true),('RSD','Serbian dinar',2,true),('RUB','Russian ruble',2,true),('SAR','Saudi riyal',2,true),('SEK','Swedish krona',2,true),('SGD','Singapore dollar',2,true),('THB','Baht',2,true),('TND','Tunisian dinar',3,true),('TRY','Turkish lira',2,true),('TWD','New Taiwan dollar',2,true),('UAH','Hryvnia',2,true),('USD','US dollar',2,true),('UYU','Peso uruguayo',2,true),('VEB','Bolívar (1998)',2,false),('VES','Bolívar soberano',2,true),('VND','Dong',0,true),('ZAR','Rand',2,true);

insert into organisation.unit (code, name, dimension, numerator, denominator) values
  ('EA','Each','count',1,1),('PR','Pair','count',2,1),('DZ','Dozen','count',12,1),('GRO','Gross','count',144,1),('C','Hundred','count',100,1),('MIL','Thousand','count',1000,1),
  ('KG','Kilogram','mass',1,1),('G','Gram','mass',1,1000),('MG','Milligram','mass',1,1000000),('T','Tonne','mass',1000,1),('LB','Pound','mass',45359237,100000000),('OZ','Ounce','mass',45359237,1600000000),
  ('M','Metre','length',1,1),('CM','Centimetre','length',1,100),('MM','Millimetre','length',1,1000),('KM','Kilometre','length',1000,1),('IN','Inch','length',254,10000),('FT','Foot','length',3048,10000),('YD','Yard','length',9144,10000),
  ('M2','Square metre','area',1,1),('CM2','Square centimetre','area',1,10000),('FT2','Square foot','area',9290304,100000000),
  ('L','Litre','volume',1,1),('ML','Millilitre','volume',1,1000),('M3','Cubic metre','volume',1000,1),('CM3','Cubic centimetre','volume',1,1000),('GAL','US gallon','volume',3785411784,1000000000),
  ('S','Second','time',1,1),('MIN','Minute','time',60,1),('H','Hour','time',3600,1),('D','Day','time',86400,1);
