"""A made-up but believable roster, the same for the same seed: for demos, rehearsals and tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random


def _words(text: str) -> list[str]:
    return text.split()


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Names in Chinese and English by turns."""
    words = text.split()
    return tuple(zip(words[::2], words[1::2], strict=True))


REGIONS = ("华北", "华东", "华南", "西部", "东北")
REGIONS_EN = {"华北": "North", "华东": "East", "华南": "South", "西部": "West", "东北": "Northeast"}
REGION_WEIGHTS = (24, 30, 22, 14, 10)
CITIES = {
    "华北": _pairs("""
北京 Beijing 天津 Tianjin 石家庄 Shijiazhuang 太原 Taiyuan 济南 Jinan
青岛 Qingdao 郑州 Zhengzhou 唐山 Tangshan 呼和浩特 Hohhot
"""),
    "华东": _pairs("""
上海 Shanghai 南京 Nanjing 苏州 Suzhou 杭州 Hangzhou 宁波 Ningbo 合肥
Hefei 无锡 Wuxi 温州 Wenzhou 南通 Nantong 绍兴 Shaoxing
"""),
    "华南": _pairs("""
广州 Guangzhou 深圳 Shenzhen 东莞 Dongguan 福州 Fuzhou 厦门 Xiamen
南宁 Nanning 长沙 Changsha 武汉 Wuhan 海口 Haikou
"""),
    "西部": _pairs("""
西安 Xi'an 成都 Chengdu 重庆 Chongqing 昆明 Kunming 兰州 Lanzhou 贵阳
Guiyang 乌鲁木齐 Urumqi 银川 Yinchuan
"""),
    "东北": _pairs("""
沈阳 Shenyang 大连 Dalian 长春 Changchun 哈尔滨 Harbin 吉林 Jilin
"""),
}
TRADES = (("恒通", "Hengtong"), ("瑞安", "Ruian"), ("华驰", "Huachi"), ("鼎盛", "Dingsheng"), ("远航", "Yuanhang"),
          ("嘉和", "Jiahe"), ("博远", "Boyuan"), ("众诚", "Zhongcheng"), ("金桥", "Jinqiao"), ("顺达", "Shunda"),
          ("宏业", "Hongye"), ("天宇", "Tianyu"))  # fmt: skip
BRANDS = ("星河", "云驰")
# how many of a hundred people of a dealer have the post; the first seven are in every dealer at least once
POSTS = (
    ("aftersales-service-manager", 3), ("workshop-manager", 3), ("parts-manager", 3), ("me-service-advisor", 15),
    ("me-technician", 34), ("body-technician", 9), ("painting-technician", 8), ("bp-service-advisor", 7),
    ("warranty-specialist", 5), ("parts-advisor", 8), ("customer-relations-officer", 5),
)  # fmt: skip
CORE = 7
SURNAMES = _words("""
王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 黄 Huang 赵 Zhao 吴 Wu
周 Zhou 徐 Xu 孙 Sun 马 Ma 朱 Zhu 胡 Hu 郭 Guo 何 He 林 Lin
高 Gao 罗 Luo 郑 Zheng 梁 Liang 谢 Xie 宋 Song 唐 Tang 许 Xu 邓 Deng
韩 Han 冯 Feng 曹 Cao 彭 Peng 曾 Zeng 肖 Xiao 田 Tian 董 Dong 潘 Pan
袁 Yuan 蔡 Cai 蒋 Jiang 余 Yu 欧阳 Ouyang 司马 Sima
""")
GIVEN = _words("""
伟 wei 芳 fang 娜 na 敏 min 静 jing 丽 li 强 qiang 磊 lei 军 jun
洋 yang 勇 yong 艳 yan 杰 jie 涛 tao 明 ming 超 chao 霞 xia 平 ping
刚 gang 桂 gui 文 wen 辉 hui 玲 ling 建 jian 国 guo 海 hai 志 zhi
晓 xiao 婷 ting 鹏 peng 宇 yu 浩 hao 欣 xin 佳 jia 晨 chen 雪 xue
琳 lin 博 bo 思 si 源 yuan 子 zi 轩 xuan 梦 meng 瑶 yao
""")
HEADER = (
    "工号", "姓名", "姓名拼音", "邮箱", "岗位", "经销商代码", "经销商名称", "经销商英文名", "区域", "区域英文名",
    "品牌", "开业日期", "入职日期", "出生年代", "在职",
)  # fmt: skip
OPENED_FROM, OPENED_TO = date(1998, 1, 1), date(2025, 6, 1)
HIRED_UNTIL = date(2026, 3, 1)


def sample(people: int, dealers: int, seed: int) -> Iterator[tuple[str, ...]]:
    """The header and then `people` rows over `dealers` dealers. ValueError for fewer people than dealers."""
    if not 1 <= dealers <= people:
        raise ValueError("A sample needs at least one dealer, and at least one person for each.")
    rng = Random(seed)
    yield HEADER
    number = 0
    for index, size in enumerate(_sizes(people, dealers, rng), start=1):
        dealer = _dealer(index, rng)
        for post in _posts(size, rng):
            number += 1
            yield _person(number, post, dealer, rng)


def _sizes(people: int, dealers: int, rng: Random) -> list[int]:
    """Sizes of dealers: most middling, some large, none empty; together just `people`."""
    weights = [rng.lognormvariate(0, 0.45) for _ in range(dealers)]
    spare = people - dealers
    sizes = [1 + int(spare * weight / sum(weights)) for weight in weights]
    for index in rng.sample(range(dealers), people - sum(sizes)):
        sizes[index] += 1
    return sizes


def _dealer(index: int, rng: Random) -> tuple[str, ...]:
    region = rng.choices(REGIONS, REGION_WEIGHTS)[0]
    city_zh, city_en = rng.choice(CITIES[region])
    trade_zh, trade_en = rng.choice(TRADES)
    opened = OPENED_FROM + timedelta(days=rng.randrange((OPENED_TO - OPENED_FROM).days))
    brands = rng.choices(("/".join(BRANDS), *BRANDS), (25, 45, 30))[0]
    return f"D{index:04d}", f"{city_zh}{trade_zh}", f"{city_en} {trade_en}", region, brands, opened.isoformat()


def _posts(size: int, rng: Random) -> list[str]:
    codes = [code for code, _share in POSTS]
    sure = codes[:CORE][:size]
    rest = rng.choices(codes, [share for _code, share in POSTS], k=size - len(sure))
    return [*sure, *rest]


def _person(number: int, post: str, dealer: tuple[str, ...], rng: Random) -> tuple[str, ...]:
    code, name_zh, name_en, region, brands, opened = dealer
    surname = rng.randrange(0, len(SURNAMES), 2)
    given = rng.sample(range(0, len(GIVEN), 2), rng.choices((1, 2), (35, 65))[0])
    name = SURNAMES[surname] + "".join(GIVEN[place] for place in given)
    latin = f"{SURNAMES[surname + 1]} {''.join(GIVEN[place + 1] for place in given).capitalize()}"
    earliest = date.fromisoformat(opened)
    hired = earliest + timedelta(days=rng.randrange(max(1, (HIRED_UNTIL - earliest).days)))
    decade = rng.choices((1960, 1970, 1980, 1990, 2000), (3, 16, 38, 33, 10))[0]
    email = f"{latin.lower().replace(' ', '.').replace(chr(39), '')}.{number}@example.com"
    return (
        f"P{number:06d}", name, latin, email if rng.random() < 0.8 else "", post, code, name_zh, name_en, region,
        REGIONS_EN[region], brands, opened, hired.isoformat(), str(decade), "是",
    )  # fmt: skip
